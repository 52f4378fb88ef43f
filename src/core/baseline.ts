/** Baselines: tagged eval runs that later runs are measured against, and their promotion together with the labels that ran. */
import type { MetricVerdict, ScorerFigures } from './evaluation.ts';
import type { LabelMove } from './prompt-labels.ts';
import type { RegressionReport } from './regression.ts';

export interface Baseline {
  dataset: string;
  /** Lower case letters, digits, `-`, `_` and `.`, at most 40; unique within its dataset. */
  tag: string;
  runId: string;
  datasetVersion: string;
  /** Provider, model and prompt versions of the judges; empty without judges. Scores that other judges gave are not compared. */
  judgeKey: string;
  /** Version by prompt name. */
  promptVersions: Record<string, string>;
  model: string;
  /** As they were when it was saved. */
  figures: ScorerFigures[];
  savedBy: string;
  /** Milliseconds since the epoch. */
  savedAt: number;
}

/** The baseline that production is measured by; one a dataset. */
export interface PromotedBaseline {
  dataset: string;
  /** Null where the promotion was taken back and there was none before. */
  tag: string | null;
  movedBy: string;
  movedAt: number;
  /** Goes up by one with every move; 1 is the first. */
  revision: number;
}

/** What a run was found to be, measured against a baseline. */
export interface RunVerdict {
  runId: string;
  dataset: string;
  baselineTag: string;
  baselineRunId: string;
  /** Of the promoted baseline when the run was judged; 0: there was none. A verdict against what is no longer promoted promotes nothing. */
  revision: number;
  report: RegressionReport;
  /** What limits the comparison, each one sentence. */
  notes: string[];
  decidedAt: number;
}

/** A promotion as it was done, so that it can be told and undone. */
export interface Promotion {
  id: string;
  dataset: string;
  runId: string;
  tag: string;
  /** Null where there was none. */
  previousTag: string | null;
  /** Of the promoted baseline after the move. */
  revision: number;
  /** Moved along with it; empty where the run ran what runs anyway. */
  moves: LabelMove[];
  /** Null where nothing was there to measure against. */
  verdict: MetricVerdict | null;
  isForced: boolean;
  reason: string | null;
  promotedBy: string;
  promotedAt: number;
  undoneBy: string | null;
  undoneAt: number | null;
}

export interface LabelPlan {
  name: string;
  label: string;
  /** What the person saw under the label; null: it was not set. */
  from: string | null;
  to: string;
}

export interface PromotionRequest {
  id: string;
  /** Saved along where the dataset does not have its tag yet. */
  baseline: Baseline;
  /** What the person saw; 0: there was none. */
  expectedRevision: number;
  labels: readonly LabelPlan[];
  verdict: MetricVerdict | null;
  isForced: boolean;
  reason: string | null;
  by: string;
  at: number;
}

/** `stale`: something is not where the person saw it; nothing was moved. `what` says what it was: `baseline`, or `NAME@LABEL`. */
export type PromotionOutcome =
  | { outcome: 'done'; promotion: Promotion }
  | { outcome: 'stale'; what: string; current: string | null };

export interface BaselineStore {
  /** @returns false where the tag is taken by another run. */
  save(baseline: Baseline): Promise<boolean>;
  get(dataset: string, tag: string): Promise<Baseline | null>;
  /** The newest of the run. */
  ofRun(runId: string): Promise<Baseline | null>;
  /** Newest first; of all datasets without `dataset`. */
  list(filter: { dataset?: string | undefined; limit: number }): Promise<Baseline[]>;
  /** Null where nothing was ever promoted. */
  promoted(dataset: string): Promise<PromotedBaseline | null>;
  allPromoted(): Promise<PromotedBaseline[]>;
  /** Baseline and labels move, and the promotion is written down: all of it or nothing. */
  promote(request: PromotionRequest): Promise<PromotionOutcome>;
  /** Moves both back where neither has moved since. */
  undo(id: string, by: string, at: number, reason: string | null): Promise<PromotionOutcome>;
  getPromotion(id: string): Promise<Promotion | null>;
  /** Newest first. */
  promotions(dataset: string, limit: number): Promise<Promotion[]>;
  /** The newest of the run. */
  promotionOf(runId: string): Promise<Promotion | null>;
  /** One a run; a later verdict takes the place of an earlier one. */
  putVerdict(verdict: RunVerdict): Promise<void>;
  verdictOf(runId: string): Promise<RunVerdict | null>;
  /** Newest first. */
  verdicts(filter: { dataset?: string | undefined; limit: number }): Promise<RunVerdict[]>;
}
