import type { KnownBlock } from '@slack/types';
import { literal } from './literal.ts';

/** What is drawn; numbers that are none are left out, the rest is cut to what Slack takes. */
export type Chart =
  | {
      kind: 'line' | 'bar' | 'area';
      title: string;
      /** What the numbers are, e.g. `seconds`. */
      unit: string;
      xLabel: string;
      categories: readonly string[];
      /** One value a category. */
      series: readonly { name: string; values: readonly number[] }[];
    }
  | { kind: 'pie'; title: string; unit: string; segments: readonly { label: string; value: number }[] };

/** Limits of docs.slack.dev/reference/block-kit/blocks/data-visualization-block. */
export const chartLimits = { title: 50, label: 20, axisTitle: 50, points: 20, series: 6, segments: 6 } as const;

/** The chart as Slack's block; null where there is nothing to draw. */
export function renderChart(chart: Chart): KnownBlock | null {
  const body = chart.kind === 'pie' ? pie(chart) : xy(chart);
  if (body === null) return null;
  const title = literal(chart.title, chartLimits.title) || 'Chart';
  // The package of Slack's types does not know this block yet (@slack/types 3.2).
  return { type: 'data_visualization', title, chart: body } as unknown as KnownBlock;
}

function pie({ segments }: Extract<Chart, { kind: 'pie' }>): object | null {
  const drawn = segments
    .filter(({ value }) => Number.isFinite(value) && value > 0)
    .toSorted((a, b) => b.value - a.value);
  // One segment is a disc that says nothing.
  if (drawn.length < 2) return null;
  const isTooMany = drawn.length > chartLimits.segments;
  const shown = isTooMany ? drawn.slice(0, chartLimits.segments - 1) : drawn;
  const rest = drawn.slice(shown.length).reduce((sum, { value }) => sum + value, 0);
  const all = isTooMany ? [...shown, { label: 'all others', value: rest }] : shown;
  const labels = distinctLabels(all.map(({ label }) => label));
  return {
    type: 'pie',
    segments: all.map(({ value }, index) => ({ label: labels[index] ?? '', value: rounded(value) })),
  };
}

function xy(chart: Exclude<Chart, { kind: 'pie' }>): object | null {
  const series = chart.series.slice(0, chartLimits.series);
  // A category is drawn where every series has a number for it: Slack takes no gaps.
  const kept = chart.categories
    .map((_, index) => index)
    .filter((index) => series.every(({ values }) => Number.isFinite(values[index] ?? Number.NaN)))
    .slice(-chartLimits.points);
  if (kept.length === 0 || series.length === 0) return null;
  const categories = distinctLabels(kept.map((index) => chart.categories[index] ?? ''));
  const names = distinctLabels(series.map(({ name }) => name));
  return {
    type: chart.kind,
    series: series.map(({ values }, at) => ({
      name: names[at] ?? '',
      data: kept.map((index, point) => ({ label: categories[point] ?? '', value: rounded(values[index] ?? 0) })),
    })),
    axis_config: {
      categories,
      x_label: literal(chart.xLabel, chartLimits.axisTitle),
      y_label: literal(chart.unit, chartLimits.axisTitle),
    },
  };
}

/** Labels within the limit, none empty, none twice. */
function distinctLabels(labels: readonly string[]): string[] {
  const taken = new Set<string>();
  return labels.map((label) => {
    const text = literal(label, chartLimits.label) || '(none)';
    for (let number = 1; ; number += 1) {
      const ending = number === 1 ? '' : ` ${number}`;
      const candidate = `${text.slice(0, chartLimits.label - ending.length).replace(/[\ud800-\udbff]$/, '')}${ending}`;
      if (taken.has(candidate)) continue;
      taken.add(candidate);
      return candidate;
    }
  });
}

/** No real figure is larger; the digits of a double beyond it are noise. */
const largest = 1e15;

/** Four digits are more than a chart shows; a value above zero stays above it. */
function rounded(value: number): number {
  return Number(Math.min(largest, Math.max(-largest, value)).toPrecision(4));
}
