import type { Alert } from '../../../core/alert.ts';
import type { AlertWords } from '../../../alerts/describe-alert.ts';
import type { Chart } from '../chart.ts';
import { dateOf, timeOf } from '../format-metrics.ts';

const dayMs = 86_400_000;

const scales: Readonly<Record<AlertWords['unit'], { unit: string; factor: number }>> = {
  share: { unit: '%', factor: 100 },
  ms: { unit: 'seconds', factor: 0.001 },
  usd: { unit: 'USD', factor: 1 },
  score: { unit: 'score', factor: 1 },
  times: { unit: 'times', factor: 1 },
  count: { unit: 'count', factor: 1 },
};

/** How the value came about, against its threshold; null where there is nothing to draw. */
export function alertChart({ evidence, ruleType }: Alert, words: AlertWords): Chart | null {
  const { points } = evidence;
  if (points.length === 0) return null;
  const values = points.map(({ value }) => value);
  // What counts by the day is drawn as money by the day, whatever share of something it is compared by.
  if (dailyTypes.has(ruleType)) {
    return {
      kind: 'bar',
      title: 'Cost by day (UTC)',
      unit: 'USD',
      xLabel: 'day',
      categories: points.map(({ atMs }) => dateOf(atMs)),
      series: [{ name: 'cost', values }],
    };
  }
  const { unit, factor } = scales[words.unit];
  const spansDays = (points.at(-1)?.atMs ?? 0) - (points[0]?.atMs ?? 0) >= dayMs;
  return {
    kind: points.length < 3 ? 'bar' : 'line',
    title: words.what,
    unit,
    xLabel: `${words.window.replace('last ', '')} up to (UTC)`,
    categories: points.map(({ atMs }) => (spansDays ? `${dateOf(atMs)} ${timeOf(atMs)}` : timeOf(atMs))),
    series: [
      { name: 'value', values: values.map((value) => value * factor) },
      { name: 'threshold', values: values.map(() => words.threshold * factor) },
    ],
  };
}

const dailyTypes: ReadonlySet<string> = new Set(['budget', 'cost_spike']);
