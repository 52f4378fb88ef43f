import type { RunPart } from './run-part.ts';

/** The figures people ask for: what a window holds, how a chart is cut, and what each report says. */

/** A half-open stretch of time, `fromMs <= t < toMs`, in milliseconds since the epoch; the rest narrows it down. */
export interface AnalyticsWindow {
  fromMs: number;
  toMs: number;
  channel?: string | undefined;
  /** Of a run: the model that wrote its reply. Of a stage: the model it used. */
  model?: string | undefined;
  status?: 'ok' | 'error' | undefined;
}

/** UTC hours or UTC days. */
export type AnalyticsBucket = 'hour' | 'day';

/** avg, min and max are null where n is 0: a figure of nothing is no figure. */
export interface Stats {
  n: number;
  avg: number | null;
  min: number | null;
  max: number | null;
}

/** Milliseconds. */
export interface LatencyStats extends Stats {
  p50: number | null;
  p95: number | null;
  p99: number | null;
  /** False where the percentiles come from a histogram whose bins are 5 % wide; n, avg, min and max are exact always. */
  isExact: boolean;
}

export interface VoteStats {
  up: number;
  down: number;
  n: number;
  /** Share of thumbs up, 0 to 1; null without a vote. */
  share: number | null;
}

/** `n` things were counted, `count` of them are meant, `rate` is the share 0 to 1; null where n is 0. */
export interface Rate {
  n: number;
  count: number;
  rate: number | null;
}

export interface Series<T> {
  bucket: AnalyticsBucket;
  /** In order; a bucket in which nothing happened is left out. */
  points: (T & { startMs: number })[];
}

export interface LatencyReport {
  /** Whole runs, from the first attempt's start to the last one's end. */
  overall: LatencyStats;
  stages: (LatencyStats & { name: string })[];
  series: Series<LatencyStats>;
}

export interface QualityReport {
  /** Share of gates that a run's last draft passed, 0 to 1. */
  gatePassRate: Stats;
  votes: VoteStats;
  /** Each scorer's value for the last draft, 0 to 1. */
  scores: (Stats & { name: string; passRate: number | null })[];
  series: Series<{ gatePassRate: Stats; votes: VoteStats }>;
}

export interface ErrorsReport {
  /** Of all runs, those that ended in an error. */
  runs: Rate;
  byType: { type: string; count: number; share: number }[];
  byStage: (Rate & { name: string })[];
  series: Series<Rate>;
}

export type ComplianceGroup = 'structure' | 'policy' | 'voice' | 'overall';

export interface ComplianceReport {
  /** Runs whose last draft passed everything of the group; `n` is 0 where nothing of it was checked. */
  groups: Record<ComplianceGroup, Rate>;
  /** Single gates and scorers, the one that fails most first; `count` is what passed. */
  checks: (Rate & { name: string; group: ComplianceGroup | null })[];
  rewrites: { total: number; runs: Rate };
  series: Series<{ overall: Rate }>;
}

export interface ThroughputReport {
  runs: number;
  failed: number;
  perHour: number;
  series: Series<{ runs: number; failed: number }>;
}

export interface CostGroup {
  /** null: what belongs to no channel, or to no person, that is known. */
  key: string | null;
  /** USD of the calls whose price is known; null where there are calls and none has a known price. */
  usd: number | null;
  /** For channels and people: stages that asked a model, each of which may be several calls. */
  calls: number;
  /** Calls of models without a price; their cost is unknown, not 0. */
  unknownCostCalls: number;
  inputTokens: number;
  outputTokens: number;
}

/** What one kind of work cost in money and in time. */
export interface CostPart {
  part: RunPart;
  /** null where there are calls and none has a known price. Only asking models costs money. */
  usd: number | null;
  unknownCostCalls: number;
  /** Model calls, pages and links that were fetched; null where nothing is counted. */
  count: number | null;
  /** Milliseconds of the spans together; null where they are not known, as for a single model. */
  durationMs: number | null;
  /** Of the time, 0 to 1; null where there is none. */
  share: number | null;
}

export interface CostReport {
  total: CostGroup;
  /** Asking models, fetching, everything else, in this order. */
  parts: CostPart[];
  byStage: CostGroup[];
  byModel: CostGroup[];
  byChannel: CostGroup[];
  byUser: CostGroup[];
  /** UTC days, `2026-03-01`, in order. */
  byDay: CostGroup[];
}

/** What could go into a dataset by the votes of people. */
export interface DatasetsReport {
  candidates: { name: 'high_quality_responses' | 'needs_improvement'; count: number }[];
}

export interface DashboardReport {
  runs: { n: number; ok: number; failed: number; successRate: number | null };
  latency: LatencyStats;
  gatePassRate: Stats;
  votes: VoteStats;
  cost: CostGroup;
  errorTypes: { type: string; count: number; share: number }[];
  throughput: Series<{ runs: number; failed: number }>;
}

// --- Traces -----------------------------------------------------------------------------------------------------

export interface TraceSearch {
  /** Words that occur in the address, the error type, the outcome or the trace id; all must. */
  text?: string | undefined;
  url?: string | undefined;
  channel?: string | undefined;
  status?: 'ok' | 'error' | undefined;
  model?: string | undefined;
  promptVersion?: string | undefined;
  user?: string | undefined;
  fromMs?: number | undefined;
  toMs?: number | undefined;
  /** 1 to 200, default 20. */
  limit?: number | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
}

export interface TraceSummary {
  traceId: string;
  /** Of the root span, e.g. `summarize_link.run`. */
  name: string;
  startMs: number;
  durationMs: number;
  status: 'ok' | 'error';
  /** What the run says of itself, e.g. `summarized`, `failed`, `stale`. */
  outcome: string | null;
  errorType: string | null;
  channel: string | null;
  user: string | null;
  url: string | null;
  domain: string | null;
  model: string | null;
  /** `name@version`. */
  prompts: string[];
  /** null where any part is unknown. */
  costUsd: number | null;
  inputTokens: number;
  outputTokens: number;
  gatePassRate: number | null;
  rewriteCount: number;
  spanCount: number;
  /** Root spans: above 1 the job was tried again. */
  attempts: number;
}

export interface TracePage {
  /** Newest first. */
  traces: TraceSummary[];
  nextCursor: string | null;
}

/** One bar of the waterfall. */
export interface TraceSpan {
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: string;
  /** 0 for a root and for a span whose parent is not stored. */
  depth: number;
  /** From the start of the trace, in milliseconds. */
  offsetMs: number;
  durationMs: number;
  status: 'ok' | 'error';
  errorType: string | null;
  costUsd: number | null;
  attributes: Record<string, unknown>;
}

export interface TraceDetail {
  /** null while no root span has ended. */
  summary: TraceSummary | null;
  traceId: string;
  startMs: number;
  durationMs: number;
  /** Each parent before its children, siblings by start. */
  spans: TraceSpan[];
  artifacts: ArtifactInfo[];
}

export interface StageComparison {
  name: string;
  /** Sums over the spans of that name; null where a trace has none. */
  a: { durationMs: number; costUsd: number | null; count: number; errors: number } | null;
  b: { durationMs: number; costUsd: number | null; count: number; errors: number } | null;
  /** b - a. */
  deltaMs: number | null;
}

export interface TraceComparison {
  a: TraceDetail;
  b: TraceDetail;
  /** In the order in which they first began. */
  stages: StageComparison[];
  /** Attributes that differ, `stage_b.run model`, with both values as text. */
  differences: { name: string; a: string | null; b: string | null }[];
}

export interface ArtifactInfo {
  name: string;
  bytes: number;
  createdAt: number;
}

// --- Money ------------------------------------------------------------------------------------------------------

export interface BudgetState {
  spentUsd: number;
  /** 0 means no limit. */
  limitUsd: number;
  /** Of the limit that is spent; null without a limit. */
  share: number | null;
  level: 'ok' | 'alert' | 'exhausted';
  /** Calls of the day whose price is unknown: what is really spent is more. */
  unknownCostCalls: number;
}

export interface CostSpike {
  todayUsd: number;
  /** Mean of the days before of which something is known. */
  meanUsd: number | null;
  /** today / mean. */
  ratio: number | null;
  isSpike: boolean;
}

/**
 * All reads that scan. They run beside the event loop under a deadline.
 * @throws AppError `analytics_bad_request` for a window, cursor or limit that cannot be; `analytics_timeout` and `analytics_failed`, retryable.
 */
export interface Analytics {
  dashboard(window: AnalyticsWindow, bucket?: AnalyticsBucket): Promise<DashboardReport>;
  quality(window: AnalyticsWindow, bucket?: AnalyticsBucket): Promise<QualityReport>;
  latency(window: AnalyticsWindow, bucket?: AnalyticsBucket): Promise<LatencyReport>;
  errors(window: AnalyticsWindow, bucket?: AnalyticsBucket): Promise<ErrorsReport>;
  compliance(window: AnalyticsWindow, bucket?: AnalyticsBucket): Promise<ComplianceReport>;
  throughput(window: AnalyticsWindow, bucket?: AnalyticsBucket): Promise<ThroughputReport>;
  costs(window: AnalyticsWindow): Promise<CostReport>;
  datasets(window: AnalyticsWindow): Promise<DatasetsReport>;
  searchTraces(search: TraceSearch): Promise<TracePage>;
  /** null where nothing of it is stored. */
  trace(traceId: string): Promise<TraceDetail | null>;
  /** null where one of them is not stored. */
  compareTraces(a: string, b: string): Promise<TraceComparison | null>;
  artifacts(traceId: string): Promise<ArtifactInfo[]>;
  artifact(traceId: string, name: string): Promise<string | null>;
  /** The UTC day so far against its limit. */
  budget(limitUsd: number): Promise<BudgetState>;
  /** The UTC day so far against the seven before it. */
  costSpike(): Promise<CostSpike>;
}
