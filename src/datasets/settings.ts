import { z } from 'zod';

export const DatasetSettings = z
  .strictObject({
    directory: z
      .string()
      .min(1)
      .default('data/datasets')
      .describe('Folder of the JSON files that are kept in step with the store.'),
    highScore: z
      .number()
      .min(0)
      .max(1)
      .default(0.8)
      .describe('Summaries with this overall score or more become candidates of high_quality_responses.'),
    lowScore: z
      .number()
      .min(0)
      .max(1)
      .default(0.5)
      .describe('Summaries with this overall score or less become candidates of needs_improvement.'),
    collectLimit: z
      .int()
      .min(0)
      .max(1000)
      .default(20)
      .describe(
        'Most summaries that their scores make candidates of one dataset in one run, the clearest first; 0 leaves it to votes.',
      ),
    exportDirectory: z
      .string()
      .min(1)
      .default('data/exports')
      .describe('Folder of exported datasets, one folder each.'),
    exportDays: z.number().min(0.01).max(365).default(7).describe('How long the files of an export are kept, in days.'),
  })
  .refine(({ highScore, lowScore }) => lowScore < highScore, {
    message: 'must be less than highScore',
    path: ['lowScore'],
  });
export type DatasetSettings = z.infer<typeof DatasetSettings>;
