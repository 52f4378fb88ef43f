import { z } from 'zod';

const milliseconds = (byDefault: number, min: number, max: number, what: string) =>
  z.number().int().min(min).max(max).default(byDefault).describe(what);

export const LlmSettings = z.object({
  apiKey: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('Key of OpenAI or a compatible server; without one the extractive profile is used.'),
  baseUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe('Address of an OpenAI-compatible server, ending in /v1 as a rule; with it a key is optional.'),
  environment: z
    .string()
    .min(1)
    .default('production')
    .describe('Entry of configs/profiles.yaml that names profiles and hooks.'),
  profile: z
    .string()
    .min(1)
    .nullable()
    .default(null)
    .describe('Profile of configs/profiles.yaml for every stage, in place of the environment’s.'),
  model: z.string().min(1).nullable().default(null).describe('Model name in place of the one in the openai profiles.'),
  api: z
    .enum(['chat', 'responses'])
    .default('chat')
    .describe('Which OpenAI interface is spoken; compatible servers know chat.'),
  stream: z
    .boolean()
    .default(false)
    .describe('Receive chat answers as a stream, for proxies that cut silent connections.'),
  requestTimeoutMs: milliseconds(
    90_000,
    100,
    900_000,
    'Longest wait for one answer of the model server, in milliseconds.',
  ),
  totalTimeoutMs: milliseconds(
    240_000,
    100,
    1_800_000,
    'Longest time of one question with all its retries and tool calls, in milliseconds.',
  ),
  maxRetries: z
    .number()
    .int()
    .min(0)
    .max(10)
    .default(3)
    .describe('Network retries of one question, over all its requests.'),
  retryBaseMs: milliseconds(
    500,
    1,
    60_000,
    'Wait before the first network retry, in milliseconds; it doubles with every further one.',
  ),
  retryMaxMs: milliseconds(
    20_000,
    1,
    600_000,
    'Longest wait between two network retries, in milliseconds; Retry-After goes before it.',
  ),
  hookTimeoutMs: milliseconds(
    2_000,
    1,
    60_000,
    'Longest time a hook may take before it is left behind, in milliseconds.',
  ),
  maxResponseBytes: z
    .number()
    .int()
    .min(1_000)
    .max(100_000_000)
    .default(4_000_000)
    .describe('Largest answer of the model server that is read, in bytes.'),
  dailyBudgetUsd: z
    .number()
    .min(0)
    .max(100_000)
    .default(5)
    .describe('Model calls are refused when a UTC day has cost this much, in USD; 0 means no limit.'),
  runBudgetUsd: z
    .number()
    .min(0)
    .max(1_000)
    .default(0.1)
    .describe('Model calls are refused when one summary has cost this much, in USD; 0 means no limit.'),
});
export type LlmSettings = z.infer<typeof LlmSettings>;
