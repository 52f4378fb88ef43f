import { z } from 'zod';
import { scorerRegistry } from './scorer-registry.ts';

const scorerIds = scorerRegistry.list().map(({ id }) => id);

/** How eval runs are done. */
export const EvalSettings = z.object({
  concurrency: z.int().min(1).max(64).default(4).describe('Items of one eval run that are answered at the same time.'),
  scorers: z
    .array(z.enum(scorerIds))
    .min(1)
    .default(scorerIds)
    .describe('Ids of the scorers that eval runs use; judges among them are asked where a model is configured.'),
  maxItems: z.int().min(1).max(10_000).default(500).describe('Most answers of one eval run: items times repeats.'),
  maxRunUsd: z
    .number()
    .min(0)
    .max(10_000)
    .default(2)
    .describe('An eval run whose estimate is above this is refused, in USD; 0 means no limit.'),
  timeoutMinutes: z
    .int()
    .min(1)
    .max(1440)
    .default(120)
    .describe('Longest time of one eval run before it is stopped and tried again from where it was, in minutes.'),
});
export type EvalSettings = z.infer<typeof EvalSettings>;
