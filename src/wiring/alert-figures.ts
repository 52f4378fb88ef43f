/** The figures that alert rules look at, out of the rooms that have them. */
import type { Analytics, AnalyticsWindow, TraceSummary } from '../core/analytics.ts';
import { partOfStage } from '../core/run-part.ts';
import type { BaselineStore } from '../core/baseline.ts';
import type { MonitorRunStore } from '../core/monitor.ts';
import type { RegressionReport } from '../core/regression.ts';
import type { ScoreStore } from '../core/score-record.ts';
import type { AlertFigures, FigureWindow, TraceOrder } from '../alerts/figures.ts';
import type { CanaryRunStore } from '../store/alerts/canary-runs.ts';

export interface AlertFigureDeps {
  analytics: Analytics;
  scores: ScoreStore;
  canaryRuns: CanaryRunStore;
  monitorRuns: Pick<MonitorRunStore, 'list'>;
  baselines: Pick<BaselineStore, 'verdicts'>;
  dailyBudgetUsd: number;
  clock: { now(): number };
}

const dayMs = 86_400_000;
const worstShown = 3;
/** Runs of a window that are looked through for the worst; the newest of very busy windows. */
const pagesSearched = 5;
const pageSize = 200;
const runsRead = 100;
const verdictsRead = 50;

export function createAlertFigures(deps: AlertFigureDeps): AlertFigures {
  const { analytics, scores, canaryRuns } = deps;

  /** Whole pages of runs of the window, newest first. */
  async function runsOf(window: FigureWindow, status?: 'error'): Promise<TraceSummary[]> {
    const found: TraceSummary[] = [];
    let cursor: string | undefined;
    for (let page = 0; page < pagesSearched; page += 1) {
      const answer = await analytics.searchTraces({ ...window, status, limit: pageSize, cursor });
      found.push(...answer.traces);
      if (answer.nextCursor === null) break;
      cursor = answer.nextCursor;
    }
    return found;
  }

  return {
    async runs(window) {
      const { runs } = await analytics.errors(window, bucketOf(window));
      return { n: runs.n, failed: runs.count };
    },
    async quality(window) {
      const { gatePassRate } = await analytics.quality(window, bucketOf(window));
      return { n: gatePassRate.n, avg: gatePassRate.avg };
    },
    async latency(window) {
      const { overall, stages } = await analytics.latency(window, bucketOf(window));
      return {
        n: overall.n,
        avgMs: overall.avg,
        p95Ms: overall.p95,
        stages: stages.map(({ name, n, avg }) => ({
          name,
          n,
          avgMs: avg ?? 0,
          isModel: partOfStage(name) === 'llm',
          isNested: name === 'fetch_source',
        })),
      };
    },
    async scores(window, name) {
      const own = name === null ? null : await scores.window({ ...scoreWindow(window), name });
      if (name !== null && own !== null && own.n > 0) return [{ name, n: own.n, avg: own.avg ?? 0 }];
      const report = await analytics.quality(window, bucketOf(window));
      return report.scores.flatMap(({ name: known, n, avg }) =>
        avg !== null && (name === null || known === name) ? [{ name: known, n, avg }] : [],
      );
    },
    budget: () => analytics.budget(deps.dailyBudgetUsd),
    costSpike: () => analytics.costSpike(),
    async spending(days) {
      const today = Math.floor(deps.clock.now() / dayMs) * dayMs;
      const fromMs = today - (days - 1) * dayMs;
      const { byDay } = await analytics.costs({ fromMs, toMs: today + dayMs });
      return Array.from({ length: days }, (_, index) => {
        const startMs = fromMs + index * dayMs;
        const key = new Date(startMs).toISOString().slice(0, 10);
        return { dayMs: startMs, usd: byDay.find((day) => day.key === key)?.usd ?? 0 };
      });
    },
    async traces(window, order) {
      const runs = await runsOf(window, order === 'failed' ? 'error' : undefined);
      return runs
        .filter((run) => badnessOf(run, order) !== null)
        .toSorted((a, b) => (badnessOf(b, order) ?? 0) - (badnessOf(a, order) ?? 0))
        .slice(0, worstShown);
    },
    async verdicts({ fromMs, toMs }) {
      const verdicts = await deps.baselines.verdicts({ limit: verdictsRead });
      return verdicts
        .filter(({ decidedAt }) => decidedAt >= fromMs && decidedAt < toMs)
        .map(({ dataset, baselineTag, decidedAt, report }) => ({
          dataset,
          atMs: decidedAt,
          failedCount: report.verdict === 'FAIL' ? Math.max(1, countFailed(report)) : 0,
          metricCount: Math.max(1, report.scorers.length),
          note: `${dataset} against ${baselineTag}: ${report.verdict}. ${report.reasons.slice(0, 3).join(' ')}`,
        }));
    },
    async monitorRuns({ fromMs, toMs }) {
      const [canary, monitors] = await Promise.all([
        canaryRuns.list(fromMs, toMs, runsRead),
        deps.monitorRuns.list({ fromMs, toMs, limit: runsRead }),
      ]);
      const ended = monitors.filter(({ outcome }) => outcome !== 'running');
      return [
        ...canary.map(({ at, outcome, failure, url }) => ({
          monitor: 'canary',
          atMs: at,
          isOk: outcome === 'ok',
          note: failure === null ? url : `${url}: ${failure.message}`,
        })),
        ...ended.map(({ monitor, startedAt, outcome, failure }) => ({
          monitor,
          atMs: startedAt,
          isOk: outcome === 'done',
          note: failure === null ? monitor : `${monitor}: ${failure.message}`,
        })),
      ].toSorted((a, b) => b.atMs - a.atMs);
    },
  };
}

function countFailed({ scorers }: RegressionReport): number {
  return scorers.filter(({ verdict }) => verdict === 'FAIL').length;
}

/** The larger the worse; null for runs that say nothing of it. Of failed ones the newest come first. */
function badnessOf(run: TraceSummary, order: TraceOrder): number | null {
  switch (order) {
    case 'failed':
      return run.startMs;
    case 'slowest':
      return run.durationMs;
    case 'lowest quality':
      return run.gatePassRate === null ? null : 1 - run.gatePassRate;
    case 'dearest':
      return run.costUsd;
  }
}

/** Only the totals are looked at; days make the fewest buckets. */
function bucketOf(window: AnalyticsWindow): 'hour' | 'day' {
  return window.toMs - window.fromMs > dayMs ? 'day' : 'hour';
}

function scoreWindow({ fromMs, toMs, channel }: FigureWindow): { fromMs: number; toMs: number; channelId?: string } {
  return { fromMs, toMs, ...(channel === undefined ? {} : { channelId: channel }) };
}
