import type { ThroughputReport } from '../../../core/analytics.ts';
import { chartSlots } from '../chart-slots.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { frameReport, type ReportScope, sumOf } from './report-frame.ts';
import { runsChart } from './runs-chart.ts';

/** `/metrics throughput`: how much is done. */
export function throughputReport(report: ThroughputReport, scope: ReportScope): Report {
  const { runs, failed, perHour, series } = report;
  const { count } = formatMetric;
  const { slots, each } = chartSlots(series, scope.window);
  const busiest = slots
    .map((slot) => ({ label: slot.label, runs: sumOf(slot.points.map((point) => point.runs)) }))
    .reduce((most, slot) => (slot.runs > most.runs ? slot : most), { label: '–', runs: 0 });
  return frameReport('Throughput', scope, { n: runs, what: 'run' }, [
    {
      kind: 'figures',
      figures: [
        { label: 'Runs', value: `${count(runs)} (${count(failed)} failed)` },
        { label: 'Rate', value: `${count(perHour)} an hour` },
        { label: `Busiest ${each}`, value: `${busiest.label} UTC: ${count(busiest.runs)} runs` },
      ],
    },
    { kind: 'chart', chart: runsChart(series, scope.window) },
  ]);
}
