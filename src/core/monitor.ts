/** Online monitoring: what was scored of what happened in production, by which monitor, and where the scores went. */
import type { Failure } from './errors.ts';

/** Two monitors on one source do not get into each other's way, so the monitor is part of the key. */
export interface ScoredItemKey {
  /** Id of the source plug-in, e.g. `traces`. */
  source: string;
  monitor: string;
  /** Of the source: a trace id, an observation id, `C1:1700000000.000100`. */
  itemId: string;
}

/** An item that a monitor is done with. */
export interface ScoredItem extends ScoredItemKey {
  outcome: 'scored' | 'failed';
  /** Why it could not be scored, or what of it could not; null where nothing was in the way. */
  reason: string | null;
  scoredAt: number;
}

/** Append-only: who is in it is not looked at again. */
export interface ScoredItemStore {
  /** What came of those ids that the monitor has dealt with; `waiting`: scored, and a target has not taken the result yet. */
  outcomes(
    source: string,
    monitor: string,
    itemIds: readonly string[],
  ): Promise<Map<string, ScoredItem['outcome'] | 'waiting'>>;
  /** Known keys stay as they are. @returns how many were new. */
  add(items: readonly ScoredItem[]): Promise<number>;
  /** By key, at most `limit`, after the one given. */
  list(options: {
    monitor?: string | undefined;
    after?: ScoredItemKey | undefined;
    limit: number;
  }): Promise<ScoredItem[]>;
  counts(): Promise<{ source: string; monitor: string; scored: number; failed: number }[]>;
}

export interface ItemScore {
  scorer: string;
  /** 0 to 1. */
  value: number;
  passed: boolean;
  /** One sentence. */
  reason: string;
}

/** What a monitor found out about one item. */
export interface MonitorResult extends ScoredItemKey {
  runId: string;
  teamId: string | null;
  traceId: string | null;
  summaryId: string | null;
  channelId: string | null;
  url: string | null;
  happenedAt: number;
  evaluatedAt: number;
  scores: ItemScore[];
  /** Scorers that failed on it, and why. */
  errors: { scorer: string; reason: string }[];
  /** null where a price is unknown. */
  costUsd: number | null;
}

/** Results between their evaluation and the moment every target has taken them. */
export interface MonitorOutbox {
  /** Keeps the result until each target has it; the same key again changes nothing. */
  keep(result: MonitorResult, targets: readonly string[]): Promise<void>;
  /** Oldest first. */
  waiting(monitor: string, target: string, limit: number): Promise<MonitorResult[]>;
  ofRun(monitor: string, runId: string): Promise<MonitorResult[]>;
  /** What every target has taken goes over to the scored items. */
  delivered(target: string, results: readonly MonitorResult[], nowMs: number): Promise<void>;
  /** Targets that are no longer in a monitor's file want nothing any more. */
  forgetOtherTargets(monitor: string, targets: readonly string[], nowMs: number): Promise<void>;
  waitingCounts(): Promise<{ monitor: string; target: string; count: number }[]>;
  /** One more evaluation that failed and may work later. @returns how many there were. */
  countFailure(key: ScoredItemKey, reason: string, nowMs: number): Promise<number>;
}

export interface MonitorRun {
  /** The job's id. */
  id: string;
  monitor: string;
  source: string;
  /** Person's id, or `clock`, `script`. */
  startedBy: string;
  startedAt: number;
  /** null while it runs. */
  finishedAt: number | null;
  outcome: 'running' | 'done' | 'failed';
  /** What it looked at, by when the items happened. */
  window: { fromMs: number; toMs: number };
  counts: MonitorCounts;
  targets: { target: string; published: number; waiting: number; error: string | null }[];
  scores: { scorer: string; n: number; mean: number; passed: number }[];
  failure: Failure | null;
  costUsd: number | null;
}

export interface MonitorCounts {
  fetched: number;
  /** Left over after the filters. */
  matched: number;
  /** Of those, not dealt with before. */
  unseen: number;
  sampled: number;
  scored: number;
  /** Could not be scored and will not be tried again. */
  failed: number;
  /** Could not be scored now; the next run tries again. */
  postponed: number;
}

export interface MonitorRunStore {
  put(run: MonitorRun): Promise<void>;
  get(id: string): Promise<MonitorRun | null>;
  /** By start, newest first; `fromMs <= startedAt < toMs`. */
  list(filter: { monitor?: string | undefined; fromMs?: number; toMs?: number; limit: number }): Promise<MonitorRun[]>;
}

export interface MonitorStore {
  scored: ScoredItemStore;
  outbox: MonitorOutbox;
  runs: MonitorRunStore;
}
