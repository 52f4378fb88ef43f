import type {
  Analytics,
  AnalyticsWindow,
  CostGroup,
  CostPart,
  DashboardReport,
  LatencyStats,
  Stats,
  TraceDetail,
  TraceSearch,
  TraceSummary,
} from '../../src/core/analytics.ts';
import { budgetStateOf, costSpikeOf } from '../../src/core/budget.ts';
import { compareTraces } from '../../src/core/compare-traces.ts';

export const noStats: Stats = { n: 0, avg: null, min: null, max: null };
export const noLatency: LatencyStats = { ...noStats, p50: null, p95: null, p99: null, isExact: true };

export function latencyOf(changes: Partial<LatencyStats> = {}): LatencyStats {
  return { n: 12, avg: 4100, min: 900, max: 15_000, p50: 3200, p95: 12_000, p99: 14_800, isExact: true, ...changes };
}

/** One minute of work: most of it a model's. */
export function sampleCostParts(): CostPart[] {
  return [
    { part: 'llm', usd: 0.42, unknownCostCalls: 3, count: 12, durationMs: 45_000, share: 0.75 },
    { part: 'fetch', usd: 0, unknownCostCalls: 0, count: 7, durationMs: 12_000, share: 0.2 },
    { part: 'other', usd: 0, unknownCostCalls: 0, count: null, durationMs: 3000, share: 0.05 },
  ];
}

export function costOf(changes: Partial<CostGroup> = {}): CostGroup {
  return { key: null, usd: 0.42, calls: 24, unknownCostCalls: 0, inputTokens: 51_000, outputTokens: 9400, ...changes };
}

export function sampleTraceSummary(changes: Partial<TraceSummary> = {}): TraceSummary {
  return {
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    name: 'summarize_link.run',
    startMs: Date.UTC(2026, 2, 2, 8, 30),
    durationMs: 12_300,
    status: 'ok',
    outcome: 'summarized',
    errorType: null,
    channel: 'C1',
    user: 'U1',
    url: 'https://ferry.example/log',
    domain: 'ferry.example',
    model: 'gpt-5-mini',
    prompts: ['stage-b-compose-reply@abcdef012345'],
    costUsd: 0.0042,
    inputTokens: 2400,
    outputTokens: 610,
    gatePassRate: 1,
    rewriteCount: 0,
    spanCount: 3,
    attempts: 1,
    ...changes,
  };
}

export function sampleTrace(changes: Partial<TraceDetail> = {}, summary: Partial<TraceSummary> = {}): TraceDetail {
  const traceId = summary.traceId ?? changes.traceId ?? '4bf92f3577b34da6a3ce929d0e0e4736';
  const span = { status: 'ok' as const, errorType: null, costUsd: null, attributes: {} };
  return {
    summary: sampleTraceSummary({ traceId, ...summary }),
    traceId,
    startMs: Date.UTC(2026, 2, 2, 8, 30),
    durationMs: 12_300,
    spans: [
      {
        ...span,
        spanId: '1',
        parentSpanId: null,
        name: 'summarize_link.run',
        kind: 'CHAIN',
        depth: 0,
        offsetMs: 0,
        durationMs: 12_300,
      },
      {
        ...span,
        spanId: '2',
        parentSpanId: '1',
        name: 'retrieval.fetch_evidence',
        kind: 'RETRIEVER',
        depth: 1,
        offsetMs: 10,
        durationMs: 800,
        attributes: { url: 'https://ferry.example/log', adapter: 'generic', snippet_count: 12 },
      },
      {
        ...span,
        spanId: '3',
        parentSpanId: '1',
        name: 'stage_b.run',
        kind: 'LLM',
        depth: 1,
        offsetMs: 900,
        durationMs: 11_000,
        costUsd: 0.0042,
        attributes: {
          'gen_ai.request.model': 'gpt-5-mini',
          prompt_version: 'abcdef012345',
          'input.value': 'a private sentence',
        },
      },
    ],
    artifacts: [
      { name: 'evidence.json', bytes: 12_345, createdAt: 1 },
      { name: 'sources.txt', bytes: 120, createdAt: 2 },
    ],
    ...changes,
  };
}

export function sampleDashboard(changes: Partial<DashboardReport> = {}): DashboardReport {
  return {
    runs: { n: 12, ok: 11, failed: 1, successRate: 11 / 12 },
    latency: latencyOf(),
    gatePassRate: { n: 11, avg: 0.982, min: 0.9, max: 1 },
    votes: { up: 4, down: 1, n: 5, share: 0.8 },
    cost: costOf(),
    errorTypes: [{ type: 'fetch_timeout', count: 1, share: 1 }],
    throughput: { bucket: 'hour', points: [{ startMs: Date.UTC(2026, 2, 2, 7), runs: 12, failed: 1 }] },
    ...changes,
  };
}

export interface MemoryAnalytics extends Analytics {
  /** Calls in order: method and first argument. */
  asked: { method: string; given: unknown }[];
  traces: TraceDetail[];
  files: Map<string, string>;
  dashboardNow: DashboardReport;
  spentUsd: number;
}

/** The port over figures made by hand. */
export function memoryAnalytics(): MemoryAnalytics {
  const asked: MemoryAnalytics['asked'] = [];
  const note = <T>(method: string, given: unknown, answer: T): Promise<T> => {
    asked.push({ method, given });
    return Promise.resolve(answer);
  };
  const hour = Date.UTC(2026, 2, 2, 8);
  const rate = (n: number, count: number) => ({ n, count, rate: n === 0 ? null : count / n });
  const traces: TraceDetail[] = [sampleTrace()];
  const find = (traceId: string): TraceDetail | null => traces.find((trace) => trace.traceId === traceId) ?? null;
  const matches = (trace: TraceDetail, search: TraceSearch): boolean => {
    const { summary } = trace;
    if (summary === null) return false;
    const words = (search.text ?? '').split(/\s+/).filter(Boolean);
    return (
      words.every(
        (word) =>
          `${summary.url} ${summary.errorType} ${summary.domain}`.includes(word) || trace.traceId.startsWith(word),
      ) &&
      (search.status === undefined || search.status === summary.status) &&
      (search.channel === undefined || search.channel === summary.channel) &&
      (search.user === undefined || search.user === summary.user)
    );
  };
  const memory: MemoryAnalytics = {
    asked,
    traces,
    files: new Map([
      ['4bf92f3577b34da6a3ce929d0e0e4736/evidence.json', '{"secret":"page text"}'],
      ['4bf92f3577b34da6a3ce929d0e0e4736/sources.txt', 'https://ferry.example/log\n'],
    ]),
    dashboardNow: sampleDashboard(),
    spentUsd: 1.55,
    dashboard: (window) => note('dashboard', window, memory.dashboardNow),
    quality: (window, bucket = 'hour') =>
      note('quality', window, {
        gatePassRate: { n: 11, avg: 0.982, min: 0.9, max: 1 },
        votes: { up: 4, down: 1, n: 5, share: 0.8 },
        scores: [{ name: 'grounding', n: 11, avg: 0.93, min: 0.7, max: 1, passRate: 1 }],
        series: {
          bucket,
          points: [
            {
              startMs: hour,
              gatePassRate: { n: 11, avg: 0.982, min: 0.9, max: 1 },
              votes: { up: 4, down: 1, n: 5, share: 0.8 },
            },
          ],
        },
      }),
    latency: (window, bucket = 'hour') =>
      note('latency', window, {
        overall: latencyOf({ isExact: false }),
        stages: [
          { name: 'stage_b.run', ...latencyOf({ p95: 9000 }) },
          { name: 'retrieval.fetch_evidence', ...latencyOf({ p95: 900 }) },
        ],
        series: { bucket, points: [{ startMs: hour, ...latencyOf() }] },
      }),
    errors: (window, bucket = 'hour') =>
      note('errors', window, {
        runs: rate(12, 1),
        byType: [{ type: 'fetch_timeout', count: 1, share: 1 }],
        byStage: [{ name: 'retrieval.fetch_evidence', ...rate(12, 1) }],
        series: { bucket, points: [{ startMs: hour, ...rate(12, 1) }] },
      }),
    compliance: (window, bucket = 'hour') =>
      note('compliance', window, {
        groups: { structure: rate(11, 11), policy: rate(11, 10), voice: rate(0, 0), overall: rate(11, 10) },
        checks: [{ name: 'number_fidelity', group: 'policy', ...rate(11, 10) }],
        rewrites: { total: 2, runs: rate(11, 1) },
        series: { bucket, points: [{ startMs: hour, overall: rate(11, 10) }] },
      }),
    throughput: (window, bucket = 'hour') =>
      note('throughput', window, {
        runs: 12,
        failed: 1,
        perHour: 0.5,
        series: { bucket, points: [{ startMs: hour, runs: 12, failed: 1 }] },
      }),
    costs: (window: AnalyticsWindow) =>
      note('costs', window, {
        total: costOf({ unknownCostCalls: 3 }),
        parts: sampleCostParts(),
        byStage: [
          costOf({ key: 'stage_b', usd: 0.4 }),
          costOf({ key: 'stage_a', usd: null, calls: 3, unknownCostCalls: 3 }),
        ],
        byModel: [costOf({ key: 'gpt-5-mini' })],
        byChannel: [costOf({ key: 'C1' }), costOf({ key: null, usd: 0.1 })],
        byUser: [costOf({ key: 'U1' })],
        byDay: [costOf({ key: '2026-03-01', usd: 0.2 }), costOf({ key: '2026-03-02' })],
      }),
    datasets: (window) =>
      note('datasets', window, {
        candidates: [
          { name: 'high_quality_responses', count: 4 },
          { name: 'needs_improvement', count: 1 },
        ],
      }),
    searchTraces: (search) => {
      const found = traces.filter((trace) => matches(trace, search));
      const limit = search.limit ?? 20;
      const from = Number(search.cursor ?? 0);
      const page = found.slice(from, from + limit).flatMap(({ summary }) => summary ?? []);
      const nextCursor = from + limit < found.length ? String(from + limit) : null;
      return note('searchTraces', search, { traces: page, nextCursor });
    },
    trace: (traceId) => note('trace', traceId, find(traceId)),
    compareTraces: (first, second) => {
      const a = find(first);
      const b = find(second);
      return note('compareTraces', first, a && b ? compareTraces(a, b) : null);
    },
    artifacts: (traceId) => note('artifacts', traceId, find(traceId)?.artifacts ?? []),
    artifact: (traceId, name) => note('artifact', traceId, memory.files.get(`${traceId}/${name}`) ?? null),
    budget: (limitUsd) =>
      note('budget', limitUsd, budgetStateOf({ usd: memory.spentUsd, unknownCostCalls: 0 }, limitUsd)),
    costSpike: () => note('costSpike', null, costSpikeOf(memory.spentUsd, [0.2, 0.4, 0.6, 0, 0, 0, 0])),
  };
  return memory;
}
