/** An eval run: a pipeline on a dataset, recorded like an experiment. */
import type { Failure } from './errors.ts';
import type { ReplyPlace } from './ports.ts';
import type { SummaryRun } from './summary.ts';

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
  /** `failed`: there was no answer to score. An answer that gates refuse is `ok`, and the gates' scores say so. */
  outcome: 'ok' | 'failed';
  failure: Failure | null;
  /** In the order of the run's scorers, without those that have nothing to say of this item (no theme is expected). */
  scores: EvalScore[];
  costUsd: number | null;
  durationMs: number;
  traceId: string | null;
  /** True where the answer was kept from an earlier run of the same item, prompts and model. */
  isCached: boolean;
  /** Where the answer is kept (EvalAnswerStore); null where there is none. */
  answerKey: string | null;
}

/** What judged, where judges were asked: another judge is another yardstick, so runs with different ones are not comparable. */
export interface EvalJudge {
  provider: string;
  model: string;
  /** Version by name of each judge's prompt. */
  promptVersions: Record<string, string>;
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
  /** null where no judge was asked. */
  judge: EvalJudge | null;
  /** Tag of the baseline it is to be compared with; null: the promoted one, where there is one. */
  baseline: string | null;
  /** True where answers of earlier runs did not count. */
  isFresh: boolean;
}

/** `planned`: waits for a person to agree to what it will cost. */
export type EvalStatus = 'planned' | 'queued' | 'running' | 'done' | 'cancelled' | 'failed';

export interface EvalRun {
  id: string;
  teamId: string;
  startedBy: string;
  /** The message that shows it; null where none does. */
  place: ReplyPlace | null;
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
  /** In the order of the scorers; empty until the run has ended. */
  figures: ScorerFigures[];
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
  /** @param onlyIn where the run is in none of these states, nothing changes. @returns whether it changed */
  update(id: string, change: Partial<EvalRun>, onlyIn?: readonly EvalRun['status'][]): Promise<boolean>;
  get(id: string): Promise<EvalRun | null>;
  /** Newest first, without those that are only planned. */
  list(filter: { teamId?: string; dataset?: string; limit: number; beforeId?: string }): Promise<EvalRun[]>;
  /** Idempotent per (run, item, repeat). */
  putResult(runId: string, result: EvalItemResult): Promise<void>;
  /** In order of item and repeat. */
  results(runId: string): Promise<EvalItemResult[]>;
}

/**
 * Answers by what they depend on: item, prompt versions, model, repeat. A run that finds its answer here does not ask again.
 * Kept for as long as the text of pages is.
 */
export interface EvalAnswerStore {
  get(key: string): Promise<SummaryRun | null>;
  /** The first answer stays. */
  put(key: string, answer: SummaryRun): Promise<void>;
  /** Which of the keys have an answer. */
  known(keys: readonly string[]): Promise<ReadonlySet<string>>;
  /** Scores that an answer got, under a key of the answer and of what scored it. */
  getScores(key: string): Promise<EvalScore[] | null>;
  putScores(key: string, scores: readonly EvalScore[]): Promise<void>;
}
