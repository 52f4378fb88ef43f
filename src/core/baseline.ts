/** Baselines: tagged eval runs that later runs are measured against. */
import type { MetricVerdict, ScorerFigures } from './evaluation.ts';

export interface Baseline {
  dataset: string;
  /** Lower case letters, digits, `-`, `_` and `.`, at most 40; unique within its dataset. */
  tag: string;
  runId: string;
  datasetVersion: string;
  /** Judge, model and prompt version of every judge among the scorers, joined; empty without judges. Scores of other judges are not compared. */
  judgeKey: string;
  /** Version by prompt name. */
  promptVersions: Record<string, string>;
  /** As they were when it was saved. */
  figures: ScorerFigures[];
  savedBy: string;
  /** Milliseconds since the epoch. */
  savedAt: number;
}

/** The baseline that production is measured by; one a dataset. */
export interface PromotedBaseline {
  dataset: string;
  tag: string;
  promotedBy: string;
  promotedAt: number;
  /** Goes up by one with every move. */
  revision: number;
}

/** One label that was moved along. */
export interface LabelMove {
  prompt: string;
  label: string;
  /** Null where the label did not exist. */
  from: string | null;
  to: string;
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
  labels: LabelMove[];
  verdict: MetricVerdict | null;
  isForced: boolean;
  reason: string | null;
  promotedBy: string;
  promotedAt: number;
  undoneBy: string | null;
  undoneAt: number | null;
}

export interface BaselineStore {
  /** @returns false where the tag is taken by another run. */
  save(baseline: Baseline): Promise<boolean>;
  get(dataset: string, tag: string): Promise<Baseline | null>;
  /** Newest first; of all datasets without `dataset`. */
  list(filter: { dataset?: string | undefined; limit: number }): Promise<Baseline[]>;
  promoted(dataset: string): Promise<PromotedBaseline | null>;
  /**
   * Moves the promoted baseline where it still has the revision `from` (0: there is none yet). A null tag takes the promotion away.
   * @returns the new revision, or null where somebody was faster.
   */
  movePromoted(move: {
    dataset: string;
    from: number;
    tag: string | null;
    by: string;
    at: number;
  }): Promise<number | null>;
  addPromotion(promotion: Promotion): Promise<void>;
  getPromotion(id: string): Promise<Promotion | null>;
  /** Newest first. */
  promotions(dataset: string, limit: number): Promise<Promotion[]>;
  /** @returns false where it was undone already. */
  markUndone(id: string, by: string, at: number): Promise<boolean>;
}
