import type { ErrorsReport } from '../../../core/analytics.ts';
import { chartSlots } from '../chart-slots.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { frameReport, type ReportScope, sumOf } from './report-frame.ts';

/** `/metrics errors`: how many runs fail, of what and where. */
export function errorsReport(report: ErrorsReport, scope: ReportScope): Report {
  const { runs, byType, byStage, series } = report;
  const { share, count } = formatMetric;
  const { slots, xLabel } = chartSlots(series, scope.window);
  const failing = byStage.filter((stage) => stage.count > 0);
  return frameReport('Errors', scope, { n: runs.n, what: 'run' }, [
    {
      kind: 'figures',
      figures: [
        { label: 'Failed runs', value: `${count(runs.count)} of ${count(runs.n)}` },
        { label: 'Error rate', value: share(runs.rate) },
      ],
    },
    {
      kind: 'chart',
      chart: {
        kind: 'bar',
        title: 'Failed runs',
        unit: 'runs',
        xLabel,
        categories: slots.map(({ label }) => label),
        series: [{ name: 'failed', values: slots.map(({ points }) => sumOf(points.map((point) => point.count))) }],
      },
    },
    byType.length === 0
      ? null
      : {
          kind: 'chart',
          chart: {
            kind: 'pie',
            title: 'By kind of error',
            unit: 'runs',
            segments: byType.map((type) => ({ label: type.type, value: type.count })),
          },
        },
    byType.length === 0 && failing.length === 0
      ? { kind: 'text', text: 'Nothing failed.' }
      : {
          kind: 'table',
          table: {
            columns: [{ name: 'Error or stage' }, { name: 'Count', align: 'right' }, { name: 'Share', align: 'right' }],
            rows: [
              ...byType.map((type) => [type.type, count(type.count), `${share(type.share)} of the failed`]),
              ...failing.map((stage) => [
                `in ${stage.name}`,
                count(stage.count),
                `${share(stage.rate)} of ${count(stage.n)}`,
              ]),
            ],
          },
        },
  ]);
}
