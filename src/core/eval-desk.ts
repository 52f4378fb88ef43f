/** Eval runs as people ask for them, watch them and read them. */
import type { EvalItemResult, EvalRun } from './evaluation.ts';
import type { RegressionReport } from './regression.ts';
import type { ReplyPlace } from './ports.ts';
import type { SummaryRun } from './summary.ts';

export interface EvalRequest {
  dataset: string;
  /** null: all items. */
  sample: number | null;
  seed: number;
  repeats: number;
  /** Label or version by the name of a prompt, or by the beginning of its name that only it has. */
  labels: Readonly<Record<string, string>>;
  /** Versions by full name that an earlier run resolved: they win over what labels point to by now. */
  versions?: Readonly<Record<string, string>>;
  profile: string | null;
  baseline: string | null;
  /** Answers of earlier runs do not count. */
  isFresh: boolean;
  /** The run gets this id, and a run that has it already stays as it is: for what may be asked for only once. */
  runId?: string;
}

export interface EvalEstimate {
  /** null where a price is unknown; 0 where nothing that costs is asked. */
  costUsd: number | null;
  /** Answers that the pipeline writes, and those that are kept from earlier runs. */
  askedCount: number;
  keptCount: number;
  /** `measured`: what the last run with this model cost; `sizes`: from the length of the pages. */
  from: 'measured' | 'sizes';
  /** Most that one run may cost. */
  runLimitUsd: number;
  /** What is left of the day's budget; null where there is no limit. */
  dayLeftUsd: number | null;
}

export interface EvalPlan {
  run: EvalRun;
  estimate: EvalEstimate;
  /** True where somebody must agree to the cost before it starts. */
  needsConsent: boolean;
  /** What the person should know beforehand, each one sentence. */
  notes: string[];
}

export interface EvalProgress {
  done: number;
  total: number;
  /** Items without an answer so far. */
  failedCount: number;
  keptCount: number;
  /** Milliseconds until the end as things go; null while nothing is known. */
  leftMs: number | null;
  costUsd: number | null;
}

export interface EvalDesk {
  /**
   * Stores a run that can be started: versions resolved, items drawn, cost estimated.
   * @throws AppError `unknown_dataset`, `dataset_empty`, `unknown_prompt`, `unknown_profile`, `model_key_missing`, `eval_over_limit`.
   */
  plan(request: EvalRequest, by: { teamId: string; userId: string }): Promise<EvalPlan>;
  /**
   * Stores the job of a planned run, or of one that was cancelled or failed before its end. Progress and result are shown at `place`; null: nowhere.
   * @returns false where it was started already. @throws AppError `unknown_eval_run`, `eval_stale` where the dataset changed meanwhile.
   */
  start(runId: string, place: ReplyPlace | null): Promise<{ accepted: boolean }>;
  /** @throws AppError `unknown_eval_run`, `eval_ended`, `eval_stopping` where somebody cancelled what still runs. */
  cancel(runId: string, reason: string): Promise<EvalRun>;
  /** By its id or the last letters of it. @throws AppError `unknown_eval_run`. */
  find(word: string, teamId: string): Promise<EvalRun>;
  list(filter: { teamId: string; dataset?: string; limit: number; beforeId?: string }): Promise<EvalRun[]>;
  results(runId: string): Promise<EvalItemResult[]>;
  /**
   * The second run measured against the first, over the scorers that both have.
   * @throws AppError `eval_not_comparable`: other datasets, or nothing in common
   */
  compare(first: EvalRun, second: EvalRun): Promise<RegressionReport>;
  /** null where it is no longer kept. */
  answer(answerKey: string): Promise<SummaryRun | null>;
}

/** Where a run is shown while it works and when it has ended. */
export interface EvalBoard {
  /** Best effort, coalesced: never waits, never throws. */
  progress(place: ReplyPlace, run: EvalRun, progress: EvalProgress): void;
  /** The result in place of the progress. Idempotent. */
  finish(place: ReplyPlace, run: EvalRun): Promise<void>;
}
