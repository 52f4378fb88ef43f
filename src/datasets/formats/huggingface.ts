import type { ExportFormat } from './export-format.ts';
import { jsonl } from './jsonl.ts';

/** The folder that `load_dataset('json', …)` of Hugging Face's datasets finds its splits in. */
export const huggingface: ExportFormat = {
  ...jsonl,
  id: 'huggingface',
  title: 'Hugging Face',
  summary: 'a folder with train.jsonl and validation.jsonl, as load_dataset reads it',
  fileName: (_dataset, part) => `${part}.jsonl`,
  statsName: () => 'stats.json',
};
