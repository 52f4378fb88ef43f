/** Rows of the tables of baselines. */

export interface BaselineTable {
  dataset: string;
  tag: string;
  run_id: string;
  saved_at: number;
  /** JSON of a Baseline. */
  body: string;
}

export interface PromotedBaselineTable {
  dataset: string;
  tag: string | null;
  moved_by: string;
  moved_at: number;
  revision: number;
}

export interface PromotionTable {
  id: string;
  dataset: string;
  run_id: string;
  revision: number;
  undone_at: number | null;
  /** JSON of a Promotion. */
  body: string;
}

export interface EvalVerdictTable {
  run_id: string;
  dataset: string;
  decided_at: number;
  /** JSON of a RunVerdict. */
  body: string;
}

export interface BaselineSchema {
  baselines: BaselineTable;
  promoted_baselines: PromotedBaselineTable;
  promotions: PromotionTable;
  eval_verdicts: EvalVerdictTable;
}
