import { z } from 'zod';

const LangfusePromptSettings = z.object({
  names: z
    .array(z.string().regex(/^(?:\*|[a-z0-9]+(?:-[a-z0-9]+)*)$/, 'must be names of prompts, or *'))
    .default([])
    .describe(
      'Prompts whose labels are read from Langfuse, * for all; the others run as their labels here say. Needs a destination of the kind langfuse.',
    ),
  prodLabel: z
    .string()
    .regex(/^[a-z0-9_.-]{1,36}$/)
    .default('production')
    .describe('Label in Langfuse that is prod here; candidate and staging have the same name there.'),
  ttlSeconds: z
    .int()
    .min(1)
    .max(86_400)
    .default(60)
    .describe('How long a version from Langfuse runs before it is asked for again, in seconds.'),
  timeoutMs: z
    .int()
    .min(100)
    .max(30_000)
    .default(1500)
    .describe('Longest time one question to Langfuse for a prompt may take, in milliseconds; it is asked once.'),
  retrySeconds: z
    .int()
    .min(1)
    .max(3600)
    .default(10)
    .describe('Pause before Langfuse is asked again after it did not answer, in seconds.'),
  webhookSecret: z
    .string()
    .min(16)
    .nullable()
    .default(null)
    .describe('Secret of the webhook in Langfuse (lf-whsec_…); unset means POST /webhooks/langfuse is not there.'),
  noteChannel: z
    .string()
    .regex(/^[CGD][A-Z0-9]+$/)
    .nullable()
    .default(null)
    .describe('Id of the channel that is told when a prompt changes in Langfuse; unset means none.'),
  notifyUrl: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe('Address that gets a POST when a prompt changes in Langfuse; unset means none.'),
  notifySecret: z
    .string()
    .min(16)
    .nullable()
    .default(null)
    .describe('Key of the signature (HMAC-SHA256) on that POST; unset means it is not signed.'),
});
export type LangfusePromptSettings = z.infer<typeof LangfusePromptSettings>;

/** Where prompts come from besides the files. */
export const PromptSettings = z.object({ langfuse: LangfusePromptSettings.prefault({}) });
export type PromptSettings = z.infer<typeof PromptSettings>;
