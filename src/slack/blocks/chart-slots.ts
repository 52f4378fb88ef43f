import type { AnalyticsBucket, AnalyticsWindow, Series } from '../../core/analytics.ts';
import { chartLimits } from './chart.ts';
import { dateOf, timeOf } from './format-metrics.ts';

export interface ChartSlot<T> {
  label: string;
  /** The points of the buckets it covers; empty where nothing happened. */
  points: T[];
}

export interface ChartSlots<T> {
  slots: ChartSlot<T>[];
  /** What one slot covers, e.g. `2 h` or `1 day`. */
  each: string;
  xLabel: string;
}

const bucketMs: Readonly<Record<AnalyticsBucket, number>> = { hour: 3_600_000, day: 86_400_000 };
/** Sizes that people are used to; beyond them whatever is needed. */
const usualSizes: Readonly<Record<AnalyticsBucket, readonly number[]>> = {
  hour: [1, 2, 3, 4, 6, 8, 12, 24, 48],
  day: [1, 2, 7, 14, 28],
};

/** Lays a series over its window in as many slots of equal length as a chart has points, the empty ones too. */
export function chartSlots<T>(series: Series<T>, window: Pick<AnalyticsWindow, 'fromMs' | 'toMs'>): ChartSlots<T> {
  const { bucket, points } = series;
  const step = bucketMs[bucket];
  const first = Math.floor(window.fromMs / step);
  const count = Math.max(1, Math.ceil(window.toMs / step) - first);
  const needed = Math.ceil(count / chartLimits.points);
  const size = usualSizes[bucket].find((usual) => usual >= needed) ?? needed;
  const slots: ChartSlot<T>[] = Array.from({ length: Math.ceil(count / size) }, (_, index) => ({
    label: labelOf((first + index * size) * step, bucket, count * step),
    points: [],
  }));
  for (const point of points) {
    slots[Math.floor((Math.floor(point.startMs / step) - first) / size)]?.points.push(point);
  }
  const each = bucket === 'hour' ? `${size} h` : size === 1 ? '1 day' : `${size} days`;
  return { slots, each, xLabel: `UTC, ${each} each` };
}

function labelOf(startMs: number, bucket: AnalyticsBucket, spanMs: number): string {
  if (bucket === 'day') return dateOf(startMs, spanMs > 330 * bucketMs.day);
  return spanMs <= 25 * bucketMs.hour ? timeOf(startMs) : `${dateOf(startMs)} ${timeOf(startMs)}`;
}
