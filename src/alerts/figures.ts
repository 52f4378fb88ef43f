import type { BudgetState, CostSpike } from '../core/analytics.ts';

/** A half-open stretch of time, `fromMs <= t < toMs`, perhaps narrowed down. */
export interface FigureWindow {
  fromMs: number;
  toMs: number;
  channel?: string | undefined;
  model?: string | undefined;
}

/** Which runs of a window are the ones to look at. */
export type TraceOrder = 'failed' | 'slowest' | 'lowest quality' | 'dearest';

export interface TraceFigures {
  traceId: string;
  startMs: number;
  durationMs: number;
  domain: string | null;
  errorType: string | null;
  costUsd: number | null;
  gatePassRate: number | null;
}

/** The figures that rules look at; `src/watch.ts` composes it from the rooms that have them. */
export interface AlertFigures {
  runs(window: FigureWindow): Promise<{ n: number; failed: number }>;
  /** Share of gates that a run's last draft passed, 0 to 1. */
  quality(window: FigureWindow): Promise<{ n: number; avg: number | null }>;
  /** Milliseconds. */
  latency(window: FigureWindow): Promise<{
    n: number;
    avgMs: number | null;
    p95Ms: number | null;
    /** `isNested`: inside of another stage, whose time holds it. */
    stages: { name: string; n: number; avgMs: number; isModel: boolean; isNested: boolean }[];
  }>;
  /** Scores of one name, or of all, 0 to 1. */
  scores(window: FigureWindow, name: string | null): Promise<{ name: string; n: number; avg: number }[]>;
  /** The UTC day so far. */
  budget(): Promise<BudgetState>;
  costSpike(): Promise<CostSpike>;
  /** USD of the last UTC days, today's included, in order. */
  spending(days: number): Promise<{ dayMs: number; usd: number }[]>;
  /** At most three. */
  traces(window: FigureWindow, order: TraceOrder): Promise<TraceFigures[]>;
  /** Finished comparisons with a baseline, the newest first. */
  verdicts(
    window: FigureWindow,
  ): Promise<{ dataset: string; atMs: number; failedCount: number; metricCount: number; note: string }[]>;
  /** Finished runs of monitors, the canary among them, the newest first. */
  monitorRuns(window: FigureWindow): Promise<{ monitor: string; atMs: number; isOk: boolean; note: string }[]>;
}
