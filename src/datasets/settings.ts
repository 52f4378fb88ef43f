import { z } from 'zod';

export const DatasetSettings = z.strictObject({
  directory: z
    .string()
    .min(1)
    .default('data/datasets')
    .describe('Folder of the JSON files that are kept in step with the store.'),
});
export type DatasetSettings = z.infer<typeof DatasetSettings>;
