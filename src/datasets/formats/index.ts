/** Every form a dataset can be written in; one line each. */
import { csv } from './csv.ts';
import type { ExportFormat } from './export-format.ts';
import { huggingface } from './huggingface.ts';
import { jsonl } from './jsonl.ts';
import { openai } from './openai.ts';
import { parquet } from './parquet.ts';

export const exportFormats: readonly ExportFormat[] = [jsonl, csv, openai, huggingface, parquet];
