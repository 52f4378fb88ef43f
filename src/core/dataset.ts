/** Examples that answers are judged by and learnt from. */
import type { Evidence } from './evidence.ts';

/** Names of datasets and ids of their items; both become parts of file names. */
export const datasetNamePattern = /^[a-z0-9][a-z0-9_-]{0,63}$/;
export const datasetItemIdPattern = /^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$/;
/** A tag: lower case letters, digits, `-`, `_`, `.` and `:`. */
export const datasetTagPattern = /^[a-z0-9][a-z0-9_.:-]{0,39}$/;

/** Datasets that collect themselves (E7). */
export const collectedDatasets = ['high_quality_responses', 'needs_improvement'] as const;
export type CollectedDataset = (typeof collectedDatasets)[number];

/** `active`: part of the dataset. `candidate`: collected, waits for a person. `rejected`: a person said no; kept, so that it is not collected again. */
export type DatasetItemStatus = 'active' | 'candidate' | 'rejected';

export interface DatasetItem {
  /** Unique within its dataset: letters, digits, `-`, `_`, `.`, at most 80. */
  id: string;
  url: string;
  /** The message that held the link; empty where there was none. */
  slackText: string;
  /** The question that was asked about the page; null where the answer is a summary. */
  query: string | null;
  queryType: string | null;
  /** Name of a project theme that a good answer speaks of. */
  expectedTheme: string | null;
  /** A good answer: a summary's text or the reply to `query`. */
  referenceResponse: string | null;
  /** What groups items that are not independent of each other, e.g. the adapter or site; for clustered statistics. */
  cluster: string | null;
  tags: string[];
  notes: string | null;
  /** The page as it was read, so that a run repeats without the network; null: it is read when it is needed. */
  evidence: Evidence | null;
  /** How good the collected answer was, 0 to 1; null where nobody judged it. */
  score: number | null;
  /** Where it was collected. */
  traceId: string | null;
  /** Slack channel it was collected in: only who may see that channel may see the item. Null: everybody. */
  channelId: string | null;
  status: DatasetItemStatus;
  /** Person's id, or `file`, `collect`. */
  addedBy: string;
  /** Milliseconds since the epoch. */
  addedAt: number;
}

export interface Dataset {
  /** Lower case, digits, `-` and `_`. */
  name: string;
  description: string;
  /** First 12 hex digits of SHA-256 over its active items; a run names the version it used. */
  version: string;
  /** `file`: kept in step with data/datasets/NAME.json; `store`: made in Slack or collected. */
  origin: 'file' | 'store';
  itemCount: number;
  candidateCount: number;
  updatedAt: number;
}

export interface DatasetItemFilter {
  status?: DatasetItemStatus | undefined;
  /** Items that carry all of them. */
  tags?: readonly string[] | undefined;
  /** Inclusive; items without a score never match a bound. */
  minScore?: number | undefined;
  maxScore?: number | undefined;
  queryType?: string | undefined;
  /** Items of these channels and of none; all channels where it is left out. */
  channelIds?: readonly string[] | undefined;
  /** By `addedAt`, `fromMs <= t < toMs`. */
  fromMs?: number | undefined;
  toMs?: number | undefined;
  /** Default order is by id; `score` is highest first. */
  order?: 'id' | 'score' | 'newest' | undefined;
  /** 1 to 1000. */
  limit: number;
  /** Of the order by id: items after this one, so that any number is read in pages. */
  afterId?: string | undefined;
}

export interface DatasetStore {
  /** Makes the dataset where it is not there. @throws AppError `bad_dataset_name`. */
  ensure(dataset: Pick<Dataset, 'name' | 'description' | 'origin'>): Promise<Dataset>;
  get(name: string): Promise<Dataset | null>;
  list(): Promise<Dataset[]>;
  /** Adds items or replaces those of the same id. @throws AppError `unknown_dataset`. */
  put(name: string, items: readonly DatasetItem[]): Promise<{ added: number; replaced: number }>;
  getItem(name: string, id: string): Promise<DatasetItem | null>;
  items(name: string, filter: DatasetItemFilter): Promise<DatasetItem[]>;
  /** @returns false where the item does not have the status `from`: somebody was faster. */
  setStatus(name: string, id: string, from: DatasetItemStatus, to: DatasetItemStatus): Promise<boolean>;
  /** Items of every dataset that were made from a summary, in any form of it, or from an answer; their ids begin with its id and a dot. @returns how many. */
  removeOfSummary(summaryId: string): Promise<number>;
  /** @returns how many were there. */
  remove(name: string, ids: readonly string[]): Promise<number>;
}
