import type { LatencyReport, LatencyStats } from '../../../core/analytics.ts';
import type { Chart } from '../chart.ts';
import { chartSlots } from '../chart-slots.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { approximationNote, frameReport, highestOf, meanOf, type ReportScope } from './report-frame.ts';

/** `/metrics latency`: how long runs and their stages take. */
export function latencyReport(report: LatencyReport, scope: ReportScope): Report {
  const { overall, stages, series } = report;
  const { duration, percentile, count } = formatMetric;
  const { slots, each, xLabel } = chartSlots(series, scope.window);
  const isMerged = each !== series.bucket;
  const overTime: Chart = {
    kind: 'line',
    title: 'Duration of a run',
    unit: 'seconds',
    xLabel,
    categories: slots.map(({ label }) => label),
    series: [
      { name: 'mean', values: slots.map(({ points }) => meanOf(points) / 1000) },
      // Percentiles do not add up, so a wider slot shows the worst of its buckets.
      {
        name: isMerged ? `p95, worst ${series.bucket}` : 'p95',
        values: slots.map(({ points }) => highestOf(points.map(({ p95 }) => p95)) / 1000),
      },
    ],
  };
  const measured = stages.filter(({ n }) => n > 0);
  const byStage: Chart = {
    kind: 'bar',
    title: 'Duration of the stages',
    unit: 'seconds',
    xLabel: 'stage',
    categories: measured.map(({ name }) => name),
    series: [
      { name: 'median', values: measured.map(({ p50 }) => seconds(p50)) },
      { name: 'p95', values: measured.map(({ p95 }) => seconds(p95)) },
    ],
  };
  const row = (name: string, stats: LatencyStats): string[] => [
    name,
    duration(stats.avg),
    ...(['p50', 'p95', 'p99'] as const).map((which) => percentile(stats, which)),
    duration(stats.min),
    duration(stats.max),
    count(stats.n),
  ];
  return frameReport(
    'Latency',
    scope,
    { n: overall.n, what: 'run' },
    [
      { kind: 'chart', chart: overTime },
      { kind: 'chart', chart: byStage },
      {
        kind: 'table',
        table: {
          columns: [
            { name: 'Stage' },
            ...['Mean', 'p50', 'p95', 'p99', 'Min', 'Max', 'n'].map((name) => ({ name, align: 'right' as const })),
          ],
          rows: [row('whole run', overall), ...stages.map((stage) => row(stage.name, stage))],
        },
      },
    ],
    [approximationNote(overall.isExact && stages.every(({ isExact }) => isExact))],
  );
}

function seconds(ms: number | null): number {
  return ms === null ? Number.NaN : ms / 1000;
}
