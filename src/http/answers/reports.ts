/** What the routes under /api/metrics answer: the reports of core/analytics.ts, each with the window it was made for. */
import { z } from 'zod';
import type {
  ComplianceReport,
  CostReport,
  DashboardReport,
  DatasetsReport,
  ErrorsReport,
  LatencyReport,
  QualityReport,
  ThroughputReport,
} from '../../core/analytics.ts';
import { named } from './named.ts';
import {
  CostGroupAnswer,
  ErrorTypeAnswer,
  latencyPoint,
  LatencyStatsAnswer,
  NamedRateAnswer,
  RateAnswer,
  ratePoint,
  runCounts,
  seriesOf,
  StageLatencyAnswer,
  StatsAnswer,
  VoteStatsAnswer,
} from './report-parts.ts';

const count = z.int().min(0);

export const DashboardAnswer = z.object({
  runs: z.object({ n: count, ok: count, failed: count, successRate: z.number().nullable() }),
  latency: LatencyStatsAnswer,
  gatePassRate: StatsAnswer,
  votes: VoteStatsAnswer,
  cost: CostGroupAnswer,
  errorTypes: z.array(ErrorTypeAnswer),
  throughput: seriesOf(runCounts),
}) satisfies z.ZodType<DashboardReport>;

export const QualityAnswer = z.object({
  gatePassRate: StatsAnswer,
  votes: VoteStatsAnswer,
  scores: z.array(StatsAnswer.extend({ name: z.string(), passRate: z.number().nullable() })),
  series: seriesOf({ gatePassRate: StatsAnswer, votes: VoteStatsAnswer }),
}) satisfies z.ZodType<QualityReport>;

export const LatencyAnswer = z.object({
  overall: LatencyStatsAnswer,
  stages: z.array(StageLatencyAnswer),
  series: seriesOf(latencyPoint),
}) satisfies z.ZodType<LatencyReport>;

export const ErrorsAnswer = z.object({
  runs: RateAnswer,
  byType: z.array(ErrorTypeAnswer),
  byStage: z.array(NamedRateAnswer),
  series: seriesOf(ratePoint),
}) satisfies z.ZodType<ErrorsReport>;

const group = z.enum(['structure', 'policy', 'voice', 'overall']);

export const ComplianceAnswer = z.object({
  groups: z.object({ structure: RateAnswer, policy: RateAnswer, voice: RateAnswer, overall: RateAnswer }),
  checks: z.array(NamedRateAnswer.extend({ group: group.nullable() })),
  rewrites: z.object({ total: count, runs: RateAnswer }),
  series: seriesOf({ overall: RateAnswer }),
}) satisfies z.ZodType<ComplianceReport>;

export const ThroughputAnswer = z.object({
  ...runCounts,
  perHour: z.number(),
  series: seriesOf(runCounts),
}) satisfies z.ZodType<ThroughputReport>;

const CostPartAnswer = named(
  'CostPart',
  z.object({
    part: z.enum(['llm', 'fetch', 'other']),
    usd: z.number().nullable().describe('null where there are calls and none has a known price.'),
    unknownCostCalls: count,
    count: count.nullable().describe('Model calls, pages and links that were fetched; null where nothing is counted.'),
    durationMs: z.number().nullable().describe('null for a single model.'),
    share: z.number().min(0).max(1).nullable().describe('Of the time of all parts.'),
  }),
);

export const CostsAnswer = z.object({
  total: CostGroupAnswer,
  parts: z
    .array(CostPartAnswer)
    .describe('Asking models, fetching, everything else. Money is spent on models alone; time is that of the spans.'),
  byStage: z.array(CostGroupAnswer),
  byModel: z.array(CostGroupAnswer),
  byChannel: z.array(CostGroupAnswer),
  byUser: z.array(CostGroupAnswer).describe('Empty where people are hidden.'),
  byDay: z.array(CostGroupAnswer),
}) satisfies z.ZodType<CostReport>;

export const DatasetsAnswer = z.object({
  candidates: z.array(z.object({ name: z.enum(['high_quality_responses', 'needs_improvement']), count })),
}) satisfies z.ZodType<DatasetsReport>;

/** A report in its envelope. */
export function reportAnswer<T extends z.ZodType>(
  id: string,
  report: T,
): z.ZodObject<{ fromMs: z.ZodNumber; toMs: z.ZodNumber; report: T }> {
  const fromMs = z.number().describe('Start of the window, milliseconds since 1970.');
  const toMs = z.number().describe('End of the window, not in it, milliseconds since 1970.');
  return named(id, z.object({ fromMs, toMs, report }));
}
