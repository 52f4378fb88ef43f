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
  /** What one slot covers: `hour`, `2 h`, `day`, `7 days`. */
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
  const starts = Array.from({ length: Math.ceil(count / size) }, (_, index) => (first + index * size) * step);
  const labels = labelsOf(starts, bucket, count * step);
  const slots: ChartSlot<T>[] = labels.map((label) => ({ label, points: [] }));
  for (const point of points) {
    slots[Math.floor((Math.floor(point.startMs / step) - first) / size)]?.points.push(point);
  }
  const each = size === 1 ? bucket : bucket === 'hour' ? `${size} h` : `${size} days`;
  return { slots, each, xLabel: `UTC, one point per ${each}` };
}

/** Over a day the time is enough, until it comes round again. */
function labelsOf(starts: readonly number[], bucket: AnalyticsBucket, spanMs: number): string[] {
  if (bucket === 'day') return starts.map((start) => dateOf(start, spanMs > 330 * bucketMs.day));
  const times = starts.map(timeOf);
  const isOneDay = spanMs <= 26 * bucketMs.hour;
  return starts.map((start, index) => {
    const time = times[index] ?? '';
    return isOneDay && times.indexOf(time) === index ? time : `${dateOf(start)} ${time}`;
  });
}
