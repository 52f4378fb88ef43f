import type { AnalyticsWindow, CostGroup, LatencyStats } from '../../core/analytics.ts';
import { formatDuration } from './format-figures.ts';

const noFigure = '–';
const counts = new Intl.NumberFormat('en-US', { maximumFractionDigits: 1 });
const money = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** Figures as people read them; a figure that does not exist is `–`, a cost that nobody knows is `unknown`. */
export const formatMetric = {
  count: (value: number): string => (Number.isFinite(value) ? counts.format(value) : noFigure),

  /** `98.3 %` for a share of 0 to 1. */
  share: (value: number | null): string => {
    if (value === null || !Number.isFinite(value)) return noFigure;
    return `${counts.format(Math.round(value * 1000) / 10)} %`;
  },

  /** `840 ms`, `2.4 s`, `3 min 5 s`, `2 h 10 min`. */
  duration: (ms: number | null): string => {
    if (ms === null || !Number.isFinite(ms)) return noFigure;
    if (ms < 999.5) return `${Math.max(0, Math.round(ms))} ms`;
    if (ms < hourMs) return formatDuration(ms);
    return `${counts.format(Math.floor(ms / hourMs))} h ${Math.floor((ms % hourMs) / 60_000)} min`;
  },

  /** A percentile; `≈` where it is read from a histogram. */
  percentile: (stats: LatencyStats, which: 'p50' | 'p95' | 'p99'): string => {
    const text = formatMetric.duration(stats[which]);
    return stats.isExact || text === noFigure ? text : `≈ ${text}`;
  },

  /** `$0.0042`; `unknown` for null. */
  usd: (value: number | null): string => {
    if (value === null || !Number.isFinite(value)) return 'unknown';
    if (value === 0) return '$0';
    const size = Math.abs(value);
    if (size < 0.0001) return 'under $0.0001';
    return size < 0.1 ? `$${value.toFixed(4)}` : `$${money.format(value)}`;
  },

  /** What a group of calls cost; says so where the price of some is unknown. */
  cost: ({ usd, calls, unknownCostCalls }: Pick<CostGroup, 'usd' | 'calls' | 'unknownCostCalls'>): string => {
    if (calls === 0) return '$0';
    if (usd === null || unknownCostCalls >= calls) return 'unknown';
    return unknownCostCalls > 0 ? `at least ${formatMetric.usd(usd)}` : formatMetric.usd(usd);
  },

  bytes: (value: number): string => {
    if (!(value >= 0) || !Number.isFinite(value)) return noFigure;
    if (value < 1000) return `${value} B`;
    return value < 1e6 ? `${counts.format(value / 1000)} kB` : `${counts.format(value / 1e6)} MB`;
  },

  /** `last 24 h`, `last 7 days`. */
  length: (ms: number): string => {
    if (ms % dayMs === 0 && ms >= 2 * dayMs) return `${formatMetric.count(ms / dayMs)} days`;
    if (ms >= hourMs) return `${formatMetric.count(ms / hourMs)} h`;
    return `${formatMetric.count(ms / 60_000)} min`;
  },

  /** `2 Mar 09:00 UTC`. */
  moment: (ms: number): string => {
    return `${dateOf(ms)} ${timeOf(ms)} UTC`;
  },

  /** `last 7 days (23 Feb 09:00 – 2 Mar 09:00 UTC)`. */
  window: ({ fromMs, toMs }: Pick<AnalyticsWindow, 'fromMs' | 'toMs'>): string => {
    return `last ${formatMetric.length(toMs - fromMs)} (${dateOf(fromMs)} ${timeOf(fromMs)} – ${formatMetric.moment(toMs)})`;
  },

  /** `▰▰▰▱▱▱▱▱▱▱ 31 %`; more than all is a full bar. */
  bar: (share: number, width = 10): string => {
    const filled = Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * width);
    return `${'▰'.repeat(filled)}${'▱'.repeat(width - filled)} ${formatMetric.share(share)}`;
  },
};

const dates = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });
const datesWithYear = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
  timeZone: 'UTC',
});

/** `2 Mar`, in UTC. */
export function dateOf(ms: number, withYear = false): string {
  if (!isDate(ms)) return noFigure;
  return (withYear ? datesWithYear : dates).format(new Date(ms));
}

/** `09:00`, in UTC. */
export function timeOf(ms: number): string {
  return isDate(ms) ? new Date(ms).toISOString().slice(11, 16) : noFigure;
}

function isDate(ms: number): boolean {
  return Math.abs(ms) <= 8.64e15;
}
