import type { EvalStatus } from '../../core/evaluation.ts';

export interface EvalRunTable {
  id: string;
  team_id: string;
  started_by: string;
  channel_id: string | null;
  message_ts: string | null;
  dataset: string;
  status: EvalStatus;
  /** JSON: EvalParams. */
  params: string;
  /** JSON: version by prompt name. */
  prompt_versions: string;
  provider: string;
  model: string;
  git_commit: string | null;
  item_count: number;
  done_count: number;
  cost_usd: number | null;
  created_at: number;
  started_at: number | null;
  finished_at: number | null;
  /** JSON: Failure. */
  failure: string | null;
  /** JSON: ScorerFigures of each scorer. */
  figures: string;
}

export interface EvalResultTable {
  run_id: string;
  item_id: string;
  repeat_index: number;
  /** JSON, sealed where there are keys: EvalItemResult. */
  body: string;
}

export interface EvalAnswerTable {
  key: string;
  created_at: number;
  /** JSON, sealed where there are keys: SummaryRun. */
  body: string;
}

export interface EvalSchema {
  eval_runs: EvalRunTable;
  eval_results: EvalResultTable;
  eval_answers: EvalAnswerTable;
}
