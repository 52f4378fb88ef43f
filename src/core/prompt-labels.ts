/** Which version of a prompt runs: the labels, who moved them, and how they go back. */

/** `prod` runs, `candidate` is on trial, `staging` is for whatever a team calls so. */
export const promptLabels = ['prod', 'candidate', 'staging'] as const;
export type PromptLabel = (typeof promptLabels)[number];

/** Why a label moved: files were synced, somebody promoted, went back, or took a move back. */
export type LabelMoveKind = 'sync' | 'promote' | 'rollback' | 'undo';

/** One line of a label's history. */
export interface LabelMove {
  /** Goes up with every move of any label; buttons carry it. */
  id: number;
  name: string;
  label: string;
  /** null where the label was new. */
  fromVersion: string | null;
  toVersion: string;
  kind: LabelMoveKind;
  /** `sync` or a person's id. */
  changedBy: string;
  /** Milliseconds since the epoch. */
  changedAt: number;
  /** In the person's words. */
  reason: string | null;
}

/** What was seen when somebody decided; where it is no longer so, nothing moves. */
export interface LabelExpectation {
  /** The version that the label pointed to; null: it was not set. */
  version?: string | null | undefined;
  /** The newest move of the label. */
  moveId?: number | undefined;
}

export interface NewLabelMove {
  name: string;
  label: string;
  version: string;
  kind: LabelMoveKind;
  changedBy: string;
  changedAt: number;
  reason: string | null;
  expected?: LabelExpectation | undefined;
}

/** `stale`: the label stands elsewhere than expected; `unchanged`: it stood there already. Neither writes anything. */
export type LabelMoveOutcome =
  | { outcome: 'moved'; move: LabelMove }
  | { outcome: 'stale' | 'unchanged'; current: string | null };

export interface MoveRequest {
  name: string;
  label: PromptLabel;
  /** The version that the person saw under the label; null: none. Two people at once: the second is refused. */
  expectedVersion: string | null;
  by: string;
  reason: string | null;
}

/**
 * Moves labels. Decides nothing about who may: call it inside `access.change`. Every answer is the line of history that was written; its
 * `fromVersion` and `toVersion` are the audit row's before and after.
 */
export interface PromptLabels {
  /** @returns the version that the label points to, or null. */
  current(name: string, label: PromptLabel): Promise<string | null>;
  /** @throws AppError `unknown_prompt_version`, `stale_label` (somebody moved it meanwhile), `label_unchanged`. */
  promote(request: MoveRequest & { version: string }): Promise<LabelMove>;
  /** Back to the version before; once more goes back one further. @throws AppError `stale_label`, `nothing_before`. */
  rollback(request: MoveRequest): Promise<LabelMove>;
  /** Takes a move back while it is still the newest of its label. @throws AppError `stale_label`, `nothing_before`. */
  undo(move: Pick<LabelMove, 'id' | 'name' | 'label'>, by: string, reason: string | null): Promise<LabelMove>;
  /** Before a label is moved together with something else. @throws AppError `label_elsewhere` where its labels are Langfuse's. */
  requireMovable(name: string): void;
  /** Newest first, of one label or of all. */
  history(name: string, label?: PromptLabel): Promise<LabelMove[]>;
}
