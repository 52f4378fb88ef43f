import type { Analytics, AnalyticsWindow, TraceSearch } from '../core/analytics.ts';
import { budgetStateOf, costSpikeOf } from '../core/budget.ts';
import { compareTraces } from '../core/compare-traces.ts';
import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import { pseudonymOf } from '../core/pseudonym.ts';
import type { ArtifactRepository } from './artifacts.ts';
import type { RunQuery } from './read-queries.ts';
import { dayMs } from './rollups.ts';

export interface AnalyticsDeps {
  run: RunQuery;
  artifacts: ArtifactRepository;
  outside: Pick<Outside, 'clock'>;
  /** Where spans carry pseudonyms: its key, so that a person can still be searched by their id. */
  pseudonymKey: string | null;
}

const maxWindowMs = 1100 * dayMs;
const spikeDays = 7;

export function createAnalytics({ run, artifacts, outside, pseudonymKey }: AnalyticsDeps): Analytics {
  async function trace(traceId: string): ReturnType<Analytics['trace']> {
    return run('detail', traceId);
  }

  async function spendingOfDays(before: number): Promise<{ today: number; unknown: number; days: number[] }> {
    const now = outside.clock.now();
    const today = now - (now % dayMs);
    const rows = await run('spending', today - before * dayMs, today + dayMs);
    const usdOf = (day: number): number => rows.find((row) => row.dayMs === day)?.usd ?? 0;
    return {
      today: usdOf(today),
      unknown: rows.find((row) => row.dayMs === today)?.unknownCostCalls ?? 0,
      days: Array.from({ length: before }, (_, index) => usdOf(today - (before - index) * dayMs)),
    };
  }

  return {
    dashboard: async (window, bucket = bucketFor(window)) => run('dashboard', checked(window), bucket),
    quality: async (window, bucket = bucketFor(window)) => run('quality', checked(window), bucket),
    latency: async (window, bucket = bucketFor(window)) => run('latency', checked(window), bucket),
    errors: async (window, bucket = bucketFor(window)) => run('errors', checked(window), bucket),
    compliance: async (window, bucket = bucketFor(window)) => run('compliance', checked(window), bucket),
    throughput: async (window, bucket = bucketFor(window)) => run('throughput', checked(window), bucket),
    costs: async (window) => run('costs', checked(window)),
    datasets: async (window) => run('datasets', checked(window)),
    async searchTraces(search) {
      checkLimit(search);
      const user =
        search.user !== undefined && pseudonymKey !== null ? pseudonymOf(pseudonymKey, search.user) : search.user;
      return run('search', { ...search, user });
    },
    trace,
    async compareTraces(a, b) {
      const [left, right] = await Promise.all([trace(a), trace(b)]);
      return left && right ? compareTraces(left, right) : null;
    },
    artifacts: (traceId) => artifacts.list(traceId),
    artifact: (traceId, name) => artifacts.get(traceId, name),
    async budget(limitUsd) {
      const { today, unknown } = await spendingOfDays(0);
      return budgetStateOf({ usd: today, unknownCostCalls: unknown }, limitUsd);
    },
    async costSpike() {
      const { today, days } = await spendingOfDays(spikeDays);
      return costSpikeOf(today, days);
    },
  };
}

/** Hours for up to two days, else days. */
function bucketFor(window: AnalyticsWindow): 'hour' | 'day' {
  return window.toMs - window.fromMs <= 2 * dayMs ? 'hour' : 'day';
}

function checked(window: AnalyticsWindow): AnalyticsWindow {
  const { fromMs, toMs } = window;
  const isGood = Number.isFinite(fromMs) && Number.isFinite(toMs) && fromMs >= 0 && toMs > fromMs;
  if (isGood && toMs - fromMs <= maxWindowMs) return window;
  throw badRequest(
    isGood ? 'The window is longer than three years.' : 'The window does not end after it begins.',
    'Name a start and a later end.',
  );
}

function checkLimit({ limit }: TraceSearch): void {
  if (limit === undefined || (Number.isInteger(limit) && limit >= 1 && limit <= 200)) return;
  throw badRequest(`A page holds 1 to 200 traces, not ${limit}.`, 'Leave the limit out for 20.');
}

function badRequest(message: string, hint: string): AppError {
  return new AppError({ code: 'analytics_bad_request', message, hint });
}
