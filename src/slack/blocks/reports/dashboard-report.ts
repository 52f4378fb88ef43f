import type { DashboardReport } from '../../../core/analytics.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { approximationNote, frameReport, type ReportScope } from './report-frame.ts';
import { runsChart } from './runs-chart.ts';
import { unknownCostNote } from './unknown-cost-note.ts';

/** `/metrics dashboard`: the figures that are looked at first. */
export function dashboardReport(report: DashboardReport, scope: ReportScope): Report {
  const { runs, latency, cost, errorTypes } = report;
  return frameReport(
    'Dashboard',
    scope,
    { n: runs.n, what: 'run' },
    [
      { kind: 'figures', figures: [...runFigures(report), costFigure(report)] },
      { kind: 'chart', chart: runsChart(report.throughput, scope.window) },
      errorTypes.length < 2
        ? errorLine(errorTypes)
        : {
            kind: 'chart',
            chart: {
              kind: 'pie',
              title: 'Failed runs by error',
              unit: 'runs',
              segments: errorTypes.map(({ type, count }) => ({ label: type, value: count })),
            },
          },
    ],
    [approximationNote(latency.isExact), unknownCostNote(cost)],
  );
}

/** `Errors: 2 × fetch_timeout, …`; null where nothing failed. */
export function errorLine(errorTypes: DashboardReport['errorTypes']): { kind: 'text'; text: string } | null {
  if (errorTypes.length === 0) return null;
  const shown = errorTypes.slice(0, 5).map(({ type, count }) => `${formatMetric.count(count)} × ${type}`);
  return { kind: 'text', text: `Errors: ${shown.join(', ')}` };
}

/** Also on App Home. */
export function runFigures({ runs, latency, gatePassRate, votes, cost }: DashboardReport): {
  label: string;
  value: string;
}[] {
  const { count, share, duration, percentile } = formatMetric;
  return [
    { label: 'Runs', value: `${count(runs.n)} (${count(runs.failed)} failed)` },
    { label: 'Success rate', value: `${share(runs.successRate)} of ${count(runs.n)}` },
    { label: 'p95 of a run', value: `${percentile(latency, 'p95')} (n = ${count(latency.n)})` },
    { label: 'Median of a run', value: `${percentile(latency, 'p50')}, mean ${duration(latency.avg)}` },
    { label: 'Quality gates passed', value: `${share(gatePassRate.avg)} (n = ${count(gatePassRate.n)})` },
    {
      label: 'Votes',
      value: votes.n === 0 ? 'none yet' : `👍 ${count(votes.up)} 👎 ${count(votes.down)} (${share(votes.share)} up)`,
    },
    { label: 'Tokens', value: `${count(cost.inputTokens)} in, ${count(cost.outputTokens)} out` },
  ];
}

function costFigure({ cost }: DashboardReport): { label: string; value: string } {
  return { label: 'Cost', value: `${formatMetric.cost(cost)} in ${formatMetric.count(cost.calls)} calls` };
}
