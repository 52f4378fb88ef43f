import { z } from 'zod';

export const ObserveSettings = z.object({
  enabled: z.boolean().default(true).describe('Record spans and artifacts; off makes tracing a true no-op.'),
  batchSize: z.number().int().min(1).max(1000).default(100).describe('Spans written to the store in one transaction.'),
  flushIntervalMs: z
    .number()
    .int()
    .min(10)
    .max(60_000)
    .default(250)
    .describe('Longest wait before recorded spans are written, in milliseconds.'),
  maxQueuedSpans: z
    .number()
    .int()
    .min(100)
    .max(1_000_000)
    .default(20_000)
    .describe('Spans kept in memory while the store is busy; more are dropped and counted.'),
});
export type ObserveSettings = z.infer<typeof ObserveSettings>;
