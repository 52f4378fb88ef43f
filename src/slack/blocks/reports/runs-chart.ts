import type { AnalyticsWindow, ThroughputReport } from '../../../core/analytics.ts';
import type { Chart } from '../chart.ts';
import { chartSlots } from '../chart-slots.ts';
import { sumOf } from './report-frame.ts';

/** Runs over time, those that failed apart. */
export function runsChart(series: ThroughputReport['series'], window: AnalyticsWindow): Chart {
  const { slots, each, xLabel } = chartSlots(series, window);
  return {
    kind: 'bar',
    title: `Runs per ${each}`,
    unit: 'runs',
    xLabel,
    categories: slots.map(({ label }) => label),
    series: [
      { name: 'ok', values: slots.map(({ points }) => sumOf(points.map(({ runs, failed }) => runs - failed))) },
      { name: 'failed', values: slots.map(({ points }) => sumOf(points.map(({ failed }) => failed))) },
    ],
  };
}
