import type { ExportStatus } from '../../core/dataset-export.ts';
import type { DatasetItemStatus } from '../../core/dataset.ts';

export interface DatasetTable {
  name: string;
  description: string;
  origin: 'file' | 'store';
  /** Of its active items; null where they changed since it was told. */
  version: string | null;
  /** Goes up with every change of its active items, so that a version is not kept for items that changed while it was told. */
  changes: number;
  updated_at: number;
}

export interface DatasetItemTable {
  dataset: string;
  id: string;
  status: DatasetItemStatus;
  url: string;
  query_type: string | null;
  score: number | null;
  trace_id: string | null;
  channel_id: string | null;
  /** `,one,two,`, so that a tag is found with its commas. */
  tags: string;
  added_by: string;
  added_at: number;
  /** SHA-256 (hex) of what a run may see of it. */
  hash: string;
  /** JSON, perhaps sealed: the texts and the evidence. */
  body: string;
}

export interface ExportTable {
  id: string;
  team_id: string;
  status: ExportStatus;
  created_at: number;
  expires_at: number;
  /** JSON: the rest of an ExportRecord. */
  body: string;
}

export interface DatasetSchema {
  datasets: DatasetTable;
  dataset_items: DatasetItemTable;
  exports: ExportTable;
}
