import { z } from 'zod';

/** Limits of the HTML extractor. */
export const HtmlSettings = z.object({
  workerCount: z.number().int().min(1).max(8).default(1).describe('Worker threads that parse pages, at most.'),
  timeoutMs: z
    .number()
    .int()
    .min(100)
    .max(120_000)
    .default(10_000)
    .describe('Longest time one page may take to parse, milliseconds.'),
  maxHeapMb: z
    .number()
    .int()
    .min(32)
    .max(2048)
    .default(256)
    .describe('Largest heap of one parsing worker, megabytes; a page that needs more fails alone.'),
  maxQueuedPages: z
    .number()
    .int()
    .min(1)
    .max(10_000)
    .default(200)
    .describe('Pages that may wait for a worker before further ones are refused, count.'),
});
export type HtmlSettings = z.infer<typeof HtmlSettings>;
