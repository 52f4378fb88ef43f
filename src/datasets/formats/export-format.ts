import type { ExportRow } from '../export/export-row.ts';

/** Where the bytes of one file go; resolves when more may come. */
export interface FileSink {
  write(chunk: string | Uint8Array): Promise<void>;
}

export interface RowWriter {
  write(row: ExportRow): Promise<void>;
  /** What stands behind the last row. */
  end(): Promise<void>;
}

export type ExportPart = 'train' | 'validation';

/** A form of file; needs the memory of a few rows, however many there are. */
export interface ExportFormat {
  id: string;
  /** For lists. */
  title: string;
  summary: string;
  fileName(dataset: string, part: ExportPart): string;
  statsName(dataset: string): string;
  /** False for a row that this form cannot hold. */
  takes(row: ExportRow): boolean;
  open(sink: FileSink): RowWriter;
}

/** The usual names: `smoke.train.jsonl`, `smoke.val.jsonl`, `smoke.stats.json`. */
export function usualNames(extension: string): Pick<ExportFormat, 'fileName' | 'statsName'> {
  return {
    fileName: (dataset, part) => `${dataset}.${part === 'train' ? 'train' : 'val'}.${extension}`,
    statsName: (dataset) => `${dataset}.stats.json`,
  };
}
