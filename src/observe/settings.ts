import { z } from 'zod';
import { DestinationList } from './destination-settings.ts';

/** How spans leave for destinations; one set of limits for all of them. */
export const ExportSettings = z.object({
  batchSize: z.number().int().min(1).max(1000).default(100).describe('Spans sent to a destination in one request.'),
  flushIntervalMs: z
    .number()
    .int()
    .min(10)
    .max(600_000)
    .default(5000)
    .describe('Longest wait before finished spans are sent to destinations, in milliseconds.'),
  attempts: z
    .number()
    .int()
    .min(1)
    .max(10)
    .default(3)
    .describe('Tries of one request before a destination counts as away.'),
  timeoutMs: z
    .number()
    .int()
    .min(100)
    .max(120_000)
    .default(30_000)
    .describe('Longest wait for the answer to one request, in milliseconds.'),
  backoffBaseMs: z
    .number()
    .int()
    .min(10)
    .max(60_000)
    .default(1000)
    .describe('Wait after the first failed request, in milliseconds; it doubles with every further one.'),
  backoffMaxMs: z
    .number()
    .int()
    .min(10)
    .max(3_600_000)
    .default(60_000)
    .describe('Longest wait before a destination that is away is tried again, in milliseconds.'),
  bufferDirectory: z
    .string()
    .min(1)
    .default('data/otlp-buffer')
    .describe('Folder where spans wait for destinations that are away, one folder each.'),
  bufferMaxMb: z
    .number()
    .int()
    .min(1)
    .max(100_000)
    .default(50)
    .describe(
      'Most disk space that waits for one destination, in megabytes; the oldest spans are dropped and counted.',
    ),
  bufferMaxHours: z
    .number()
    .int()
    .min(1)
    .max(720)
    .default(24)
    .describe('Longest time that spans wait for a destination, in hours; older ones are dropped and counted.'),
  shutdownMs: z
    .number()
    .int()
    .min(0)
    .max(60_000)
    .default(3000)
    .describe('How long a stopping program sends what is left, in milliseconds; the rest waits on disk.'),
});
export type ExportSettings = z.infer<typeof ExportSettings>;

export const ObserveSettings = z.object({
  enabled: z.boolean().default(true).describe('Record spans and artifacts; off makes tracing a true no-op.'),
  sampleRatio: z
    .number()
    .min(0)
    .max(1)
    .default(1)
    .describe('Share of runs that are recorded; a run is recorded whole, with its artifacts, or not at all.'),
  environment: z
    .string()
    .regex(/^[a-z0-9_-]{1,40}$/)
    .default('default')
    .describe('Name of this installation in destinations, e.g. production.'),
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
  pseudonymKey: z
    .string()
    .min(16)
    .nullable()
    .default(null)
    .describe(
      'Secret that turns user ids on spans into pseudonyms, in the store and in destinations; without it ids stay.',
    ),
  destinations: DestinationList,
  langfuseScores: z
    .boolean()
    .default(true)
    .describe('Send what gates and scorers measured, and votes, to the Langfuse project among the destinations.'),
  export: ExportSettings.prefault({}),
});
export type ObserveSettings = z.infer<typeof ObserveSettings>;
