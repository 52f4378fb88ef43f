import type { AnalyticsWindow, Stats } from '../../../core/analytics.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report, ReportPart } from '../report.ts';

/** What every report says of itself: its window, what it is narrowed to and how much it counted. */
export interface ReportScope {
  window: AnalyticsWindow;
  /** The channel as people write it; null for all. */
  channelName: string | null;
}

export interface Counted {
  n: number;
  /** In the singular, with a plural in `s`: `run`, `vote`. */
  what: string;
}

/** Where nothing was counted, the parts give way to a sentence that says so and what may help. */
export function frameReport(
  title: string,
  scope: ReportScope,
  counted: Counted,
  parts: readonly (ReportPart | null)[],
  notes: readonly (string | null)[] = [],
): Report {
  const isEmpty = counted.n === 0;
  const shown = isEmpty
    ? [{ kind: 'text' as const, text: emptyText(scope, counted.what) }]
    : parts.filter((part) => part !== null);
  const n = isEmpty
    ? `no ${counted.what}s`
    : `n = ${formatMetric.count(counted.n)} ${counted.what}${counted.n === 1 ? '' : 's'}`;
  const line = [formatMetric.window(scope.window), n, ...narrowedTo(scope)].join(' · ');
  const lines = isEmpty ? [line] : [line, ...notes.filter((text) => text !== null)];
  return { title, parts: [...shown, ...lines.map((text) => ({ kind: 'note' as const, text }))] };
}

function emptyText({ window, channelName }: ReportScope, what: string): string {
  const isNarrow = channelName !== null || window.model !== undefined;
  const advice = isNarrow ? 'Try it without --channel and --model, or a' : 'Post a link, or try a';
  return `No data yet: no ${what}s in the last ${formatMetric.length(window.toMs - window.fromMs)}. ${advice} longer window, e.g. --window 30d.`;
}

function narrowedTo({ window, channelName }: ReportScope): string[] {
  return [
    ...(channelName === null ? [] : [`channel ${channelName}`]),
    ...(window.model === undefined ? [] : [`model ${window.model}`]),
  ];
}

/** Said under every figure that `formatMetric.percentile` marks. */
export function approximationNote(isExact: boolean): string | null {
  return isExact ? null : '≈ percentiles are approximate: they are read from a histogram whose bins are 5 % wide.';
}

/** The mean of several means, weighted by what each counted; NaN where nothing was. */
export function meanOf(all: readonly Stats[]): number {
  const known = all.filter((stats) => stats.n > 0 && stats.avg !== null);
  const n = known.reduce((sum, stats) => sum + stats.n, 0);
  return known.reduce((sum, stats) => sum + (stats.avg ?? 0) * (stats.n / n), n === 0 ? Number.NaN : 0);
}

/** The largest of the known ones; NaN where none is. */
export function highestOf(values: readonly (number | null)[]): number {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? Number.NaN : Math.max(...known);
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
