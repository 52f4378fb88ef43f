/** Datasets that were written as files for other programs. */
import type { Failure } from './errors.ts';
import type { ReplyPlace } from './ports.ts';

export interface ExportFilter {
  /** Inclusive; items without a score never match a bound. */
  minScore?: number | undefined;
  maxScore?: number | undefined;
  queryType?: string | undefined;
  tags?: readonly string[] | undefined;
  /** By when an item was added, `fromMs <= t < toMs`. */
  fromMs?: number | undefined;
  toMs?: number | undefined;
}

export interface ExportParams {
  dataset: string;
  /** Id of a file in datasets/formats. */
  format: string;
  /** Share of the items that goes into the training part, 0 to 1. */
  ratio: number;
  /** The same seed and the same items give the same files, byte for byte. */
  seed: number;
  filter: ExportFilter;
  /** Real ids of people and channels in place of pseudonyms. */
  withNames: boolean;
}

export type ExportStatus = 'queued' | 'running' | 'done' | 'failed' | 'expired';

export interface ExportedFile {
  name: string;
  bytes: number;
}

export interface ExportRecord {
  id: string;
  teamId: string;
  askedBy: string;
  params: ExportParams;
  status: ExportStatus;
  /** Where its progress shows: a message in the asker's direct messages. */
  place: ReplyPlace | null;
  trainCount: number;
  validationCount: number;
  /** Items that the format cannot hold, and items of channels that the asker may not see. */
  skippedCount: number;
  hiddenCount: number;
  files: ExportedFile[];
  failure: Failure | null;
  createdAt: number;
  finishedAt: number | null;
  /** When its files are removed. */
  expiresAt: number;
}

export interface ExportStore {
  create(record: ExportRecord): Promise<void>;
  update(id: string, change: Partial<Omit<ExportRecord, 'id' | 'teamId'>>): Promise<void>;
  get(id: string): Promise<ExportRecord | null>;
  /** Newest first. */
  list(teamId: string, limit: number): Promise<ExportRecord[]>;
  /** Those whose files should be gone, at most 100. */
  due(now: number): Promise<ExportRecord[]>;
}
