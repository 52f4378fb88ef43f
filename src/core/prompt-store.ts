import type { LabelMove, LabelMoveOutcome, NewLabelMove } from './prompt-labels.ts';

/** One version of one prompt as it is kept. */
export interface PromptVersionRecord {
  name: string;
  /** First 12 hex digits of SHA-256 over the canonical content. */
  version: string;
  /** JSON of content, variables, config and description. */
  content: string;
  /** Milliseconds since the epoch. */
  createdAt: number;
}

/** What a label points to, and who moved it there: `sync` or a person's id. */
export interface PromptLabelRecord {
  name: string;
  label: string;
  version: string;
  updatedBy: string;
  updatedAt: number;
}

/** Where prompt versions and labels are kept; the history of a label is the store's to write. */
export interface PromptStore {
  /** Keeps the version; one that is known stays as it is. @returns true where it is new. */
  addVersion(record: PromptVersionRecord): Promise<boolean>;
  getVersion(name: string, version: string): Promise<PromptVersionRecord | null>;
  getByLabel(name: string, label: string): Promise<{ version: PromptVersionRecord; label: PromptLabelRecord } | null>;
  /**
   * Points the label to a version that exists and writes the history line, both or neither, and only where the label stands as expected.
   * @throws AppError `unknown_prompt_version`
   */
  moveLabel(move: NewLabelMove): Promise<LabelMoveOutcome>;
  /** Newest first. */
  labelHistory(name: string): Promise<LabelMove[]>;
  /** All versions, newest first, each with the labels that point to it. */
  list(): Promise<(PromptVersionRecord & { labels: string[] })[]>;
}
