import { z } from 'zod';

/** How long answers are given again without asking the store. */
export const HttpCacheSettings = z.object({
  metricsMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(60_000)
    .describe('How long answers under /api/metrics are kept, in milliseconds; 0 keeps none.'),
  dashboardMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(30_000)
    .describe('How long the answer of /api/metrics/dashboard is kept, in milliseconds; 0 keeps none.'),
  costsMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(120_000)
    .describe('How long the answer of /api/metrics/costs is kept, in milliseconds; 0 keeps none.'),
  alertsMs: z
    .int()
    .min(0)
    .max(3_600_000)
    .default(300_000)
    .describe('How long the answer of /api/alerts is kept, in milliseconds; 0 keeps none.'),
  maxMb: z.int().min(1).max(1024).default(16).describe('Most memory for kept answers, in megabytes.'),
});
export type HttpCacheSettings = z.infer<typeof HttpCacheSettings>;

export const HttpStreamSettings = z.object({
  maxClients: z.int().min(1).max(1000).default(20).describe('Readers of the live stream at one time, count.'),
  heartbeatMs: z
    .int()
    .min(100)
    .max(120_000)
    .default(15_000)
    .describe('Pause between the signs of life on a quiet stream, in milliseconds.'),
  bufferedRuns: z
    .int()
    .min(1)
    .max(10_000)
    .default(500)
    .describe('Finished runs kept in memory for readers that come back, count.'),
  maxBehindKb: z
    .int()
    .min(16)
    .max(16_384)
    .default(256)
    .describe('What may wait for a slow reader before it is cut off, in kilobytes.'),
});
export type HttpStreamSettings = z.infer<typeof HttpStreamSettings>;

export const HttpSettings = z.object({
  enabled: z.boolean().default(true).describe('Serve the read-only HTTP API on a port of its own.'),
  host: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address the HTTP API listens on; 0.0.0.0 for every interface.'),
  port: z
    .int()
    .min(0)
    .max(65_535)
    .default(3100)
    .describe(
      'Port of the HTTP API; 0 takes any free one. Where it is taken the start fails, beside the local workspace the next free one is used.',
    ),
  allowedHosts: z
    .array(z.string().regex(/^[a-z0-9.-]{1,253}$/))
    .default([])
    .describe('Names besides localhost and plain addresses by which the HTTP API may be called, e.g. of a proxy.'),
  apiKeys: z
    .array(z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}:[0-9a-f]{64}$/))
    .max(100)
    .default([])
    .describe('Who may read: name:hash of each key, as npm run api-key prints them; without one the API answers 401.'),
  userIds: z
    .enum(['pseudonym', 'hidden', 'plain'])
    .default('pseudonym')
    .describe(
      'How people appear in answers: by stand-ins that stay the same while the program runs, not at all, or by their Slack ids.',
    ),
  timeoutMs: z
    .int()
    .min(100)
    .max(120_000)
    .default(15_000)
    .describe('Longest time until an answer begins, in milliseconds.'),
  maxPending: z
    .int()
    .min(1)
    .max(1000)
    .default(32)
    .describe('Different questions to the store at one time; more are told to come back.'),
  cache: HttpCacheSettings.prefault({}),
  stream: HttpStreamSettings.prefault({}),
});
export type HttpSettings = z.infer<typeof HttpSettings>;
