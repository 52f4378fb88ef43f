/** An eval run: a pipeline on a dataset, recorded like an experiment. */
import type { Failure } from './errors.ts';

export interface EvalScore {
  scorer: string;
  /** 0 to 1; 0 where the scorer or the item failed. */
  value: number;
  passed: boolean;
  /** One sentence. */
  reason: string;
  /** Code of what broke the scorer itself (a judge without an answer); such a score never counts as good. */
  error: string | null;
}

export interface EvalItemResult {
  itemId: string;
  /** From 0; runs that answer each item several times have more. */
  repeat: number;
  cluster: string | null;
  outcome: 'ok' | 'failed';
  failure: Failure | null;
  /** One per scorer of the run, in its order. */
  scores: EvalScore[];
  costUsd: number | null;
  durationMs: number;
  traceId: string | null;
  /** True where the answer was kept from an earlier run of the same item, prompts and model. */
  isCached: boolean;
}

export interface EvalParams {
  dataset: string;
  datasetVersion: string;
  /** How many items were drawn; null: all. */
  sample: number | null;
  seed: number;
  repeats: number;
  /** Label of each prompt, e.g. `{ 'stage-b-compose-reply': 'candidate' }`; others run `prod`. */
  labels: Record<string, string>;
  /** Name of configs/profiles.yaml; null: the environment's own. */
  profile: string | null;
  scorers: string[];
}

export type EvalStatus = 'queued' | 'running' | 'done' | 'cancelled' | 'failed';

export interface EvalRun {
  id: string;
  teamId: string;
  startedBy: string;
  params: EvalParams;
  status: EvalStatus;
  /** Version by prompt name, as resolved at the start. */
  promptVersions: Record<string, string>;
  provider: string;
  model: string;
  /** Null outside a checkout. */
  gitCommit: string | null;
  itemCount: number;
  doneCount: number;
  /** Null where a price is unknown. */
  costUsd: number | null;
  createdAt: number;
  startedAt: number | null;
  finishedAt: number | null;
  failure: Failure | null;
}

/** Mean value and share of passed items of one scorer over a run; failed items count as 0. */
export interface ScorerFigures {
  scorer: string;
  n: number;
  mean: number;
  passRate: number;
  errorCount: number;
}

export type MetricVerdict = 'PASS' | 'WARN' | 'FAIL' | 'INCONCLUSIVE';

/** Results of one run as a comparison needs them. */
export interface EvalResults {
  run: EvalRun;
  results: EvalItemResult[];
}

export interface EvalRunStore {
  create(run: EvalRun): Promise<void>;
  update(id: string, change: Partial<EvalRun>): Promise<void>;
  get(id: string): Promise<EvalRun | null>;
  /** Newest first. */
  list(filter: { teamId?: string; dataset?: string; limit: number; beforeId?: string }): Promise<EvalRun[]>;
  /** Idempotent per (run, item, repeat). */
  putResult(runId: string, result: EvalItemResult): Promise<void>;
  /** In order of item and repeat. */
  results(runId: string): Promise<EvalItemResult[]>;
}
