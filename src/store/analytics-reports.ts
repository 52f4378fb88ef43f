/** What each report says, out of cells. */
import { checkGroupOf } from '../core/check-groups.ts';
import type {
  AnalyticsBucket,
  AnalyticsWindow,
  ComplianceGroup,
  ComplianceReport,
  CostGroup,
  DashboardReport,
  ErrorsReport,
  LatencyReport,
  LatencyStats,
  QualityReport,
  Rate,
  ThroughputReport,
} from '../core/analytics.ts';
import type { Cell, CellReader, RawValue } from './analytics-cells.ts';
import { countOf, groupCells, latencyOf, pointsOf, rateOf, statsOf, sumCells, votesOf } from './analytics-stats.ts';
import type { VoteReader } from './analytics-votes.ts';
import type { Work } from './database.ts';
import { dayMs, hourMs } from './rollups.ts';

export interface Reports {
  dashboard(window: AnalyticsWindow, bucket: AnalyticsBucket): Work<DashboardReport>;
  quality(window: AnalyticsWindow, bucket: AnalyticsBucket): Work<QualityReport>;
  latency(window: AnalyticsWindow, bucket: AnalyticsBucket): Work<LatencyReport>;
  errors(window: AnalyticsWindow, bucket: AnalyticsBucket): Work<ErrorsReport>;
  compliance(window: AnalyticsWindow, bucket: AnalyticsBucket): Work<ComplianceReport>;
  throughput(window: AnalyticsWindow, bucket: AnalyticsBucket): Work<ThroughputReport>;
}

export interface ReportDeps {
  cells: CellReader;
  votes: VoteReader;
  totalCost: (window: AnalyticsWindow) => Work<CostGroup>;
}

/** Up to here percentiles are taken from the raw rows: 20 ms for so many. */
const maxExactRows = 35_000;
const isOk = (cell: Cell): boolean => cell.result === 'ok';
const gateRate = 'rate:gates';
const rewrites = 'count:rewrites';
const groupPrefix = 'group:';
const isCheck = (cell: Cell): boolean => !cell.name.includes(':');

export function createReports({ cells, votes, totalCost }: ReportDeps): Reports {
  /**
   * Latency as a whole and in groups: exact where the window holds few enough rows. Rows are found by their time, so those that a filter
   * leaves out count for what is few.
   */
  function* latencies<K>(
    kind: 'RUN' | 'STAGE',
    window: AnalyticsWindow,
    bucket: AnalyticsBucket | null,
    keyOf: (atMs: number, name: string) => K,
  ): Work<{ overall: LatencyStats; groups: { key: K; stats: LatencyStats }[] }> {
    const { fromMs, toMs } = window;
    const isSmall =
      countOf(yield* cells.read({ kind, window: { fromMs, toMs }, bucket: null, groupBy: [] })) <= maxExactRows;
    const groupBy = kind === 'STAGE' ? (['name'] as const) : [];
    const found = yield* cells.read({ kind, window, bucket, groupBy, withHistogram: !isSmall });
    if (!isSmall) {
      const groups = found.map((cell) => ({ key: keyOf(cell.bucketMs, cell.name), stats: latencyOf(cell, null) }));
      return { overall: latencyOf(sumCells(found), null), groups };
    }
    const values = yield* cells.values(kind, window);
    const byKey = Map.groupBy(values, ({ at, name }) => keyOf(at, name));
    return {
      overall: latencyOf(sumCells(found), sortedValues(values)),
      groups: found.map((cell) => {
        const key = keyOf(cell.bucketMs, cell.name);
        return { key, stats: latencyOf(cell, sortedValues(byKey.get(key) ?? [])) };
      }),
    };
  }

  const errorTypesOf = (runs: readonly Cell[]): ErrorsReport['byType'] => {
    const failed = runs.filter((cell) => !isOk(cell));
    const total = countOf(failed);
    return groupCells(failed, (cell) => cell.result)
      .map(([type, group]) => ({ type, count: countOf(group), share: countOf(group) / total }))
      .sort((a, b) => b.count - a.count);
  };

  const passRate = (group: readonly Cell[]): Rate => rateOf(countOf(group, isOk), countOf(group));

  const named = (all: readonly Cell[], name: string): Cell[] => all.filter((cell) => cell.name === name);

  return {
    *dashboard(window, bucket) {
      const runs = yield* cells.read({ kind: 'RUN', window, bucket, groupBy: ['result'] });
      const n = countOf(runs);
      const ok = countOf(runs, isOk);
      const rates = yield* cells.read({ kind: 'SCORE', window, bucket: null, groupBy: [], name: gateRate });
      const { up, down } = yield* votes.total(window);
      return {
        runs: { n, ok, failed: n - ok, successRate: n > 0 ? ok / n : null },
        latency: (yield* latencies('RUN', window, null, () => 0)).overall,
        gatePassRate: statsOf(sumCells(rates)),
        votes: votesOf(up, down),
        cost: yield* totalCost(window),
        errorTypes: errorTypesOf(runs).slice(0, 5),
        throughput: { bucket, points: pointsOf(runs, throughputPoint) },
      };
    },

    *quality(window, bucket) {
      const scores = yield* cells.read({ kind: 'SCORE', window, bucket, groupBy: ['name', 'result'] });
      const rates = named(scores, gateRate);
      const votesByBucket = new Map((yield* votes.series(window, bucket)).map((point) => [point.startMs, point]));
      const starts = new Set([...rates.map((cell) => cell.bucketMs), ...votesByBucket.keys()]);
      const total = yield* votes.total(window);
      return {
        gatePassRate: statsOf(sumCells(rates)),
        votes: votesOf(total.up, total.down),
        scores: groupCells(scores.filter(isCheck), (cell) => cell.name)
          .map(([name, group]) => ({ name, ...statsOf(sumCells(group)), passRate: passRate(group).rate }))
          .sort((a, b) => a.name.localeCompare(b.name)),
        series: {
          bucket,
          points: [...starts]
            .sort((a, b) => a - b)
            .map((startMs) => ({
              startMs,
              gatePassRate: statsOf(sumCells(rates.filter((cell) => cell.bucketMs === startMs))),
              votes: votesOf(votesByBucket.get(startMs)?.up ?? 0, votesByBucket.get(startMs)?.down ?? 0),
            })),
        },
      };
    },

    *latency(window, bucket) {
      const size = bucket === 'hour' ? hourMs : dayMs;
      const runs = yield* latencies('RUN', window, bucket, (atMs) => atMs - (atMs % size));
      const stages = yield* latencies('STAGE', window, null, (_atMs, name) => name);
      return {
        overall: runs.overall,
        stages: stages.groups
          .map(({ key, stats }) => ({ name: key, ...stats }))
          .sort((a, b) => (b.avg ?? 0) * b.n - (a.avg ?? 0) * a.n),
        series: { bucket, points: runs.groups.map(({ key, stats }) => ({ startMs: key, ...stats })) },
      };
    },

    *errors(window, bucket) {
      const runs = yield* cells.read({ kind: 'RUN', window, bucket, groupBy: ['result'] });
      const stages = yield* cells.read({ kind: 'STAGE', window, bucket: null, groupBy: ['name', 'result'] });
      const failures = (group: readonly Cell[]): Rate =>
        rateOf(
          countOf(group, (cell) => !isOk(cell)),
          countOf(group),
        );
      return {
        runs: failures(runs),
        byType: errorTypesOf(runs),
        byStage: groupCells(stages, (cell) => cell.name)
          .map(([name, group]) => ({ name, ...failures(group) }))
          .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name)),
        series: { bucket, points: pointsOf(runs, failures) },
      };
    },

    *compliance(window, bucket) {
      const scores = yield* cells.read({ kind: 'SCORE', window, bucket, groupBy: ['name', 'result'] });
      const ofGroup = (all: readonly Cell[], group: ComplianceGroup): Rate => passRate(named(all, groupPrefix + group));
      const rewriteCells = named(scores, rewrites);
      const rewrittenRuns = countOf(rewriteCells, (cell) => !isOk(cell));
      return {
        groups: {
          structure: ofGroup(scores, 'structure'),
          policy: ofGroup(scores, 'policy'),
          voice: ofGroup(scores, 'voice'),
          overall: ofGroup(scores, 'overall'),
        },
        checks: groupCells(scores.filter(isCheck), (cell) => cell.name)
          .map(([name, group]) => ({ name, group: checkGroupOf(name), ...passRate(group) }))
          .sort((a, b) => (a.rate ?? 1) - (b.rate ?? 1) || a.name.localeCompare(b.name)),
        rewrites: { total: sumCells(rewriteCells)?.total ?? 0, runs: rateOf(rewrittenRuns, countOf(rewriteCells)) },
        series: {
          bucket,
          points: pointsOf(named(scores, `${groupPrefix}overall`), (group) => ({ overall: passRate(group) })),
        },
      };
    },

    *throughput(window, bucket) {
      const runs = yield* cells.read({ kind: 'RUN', window, bucket, groupBy: ['result'] });
      const total = throughputPoint(runs);
      return {
        ...total,
        perHour: (total.runs * 3_600_000) / (window.toMs - window.fromMs),
        series: { bucket, points: pointsOf(runs, throughputPoint) },
      };
    },
  };
}

function throughputPoint(group: readonly Cell[]): { runs: number; failed: number } {
  return { runs: countOf(group), failed: countOf(group, (cell) => !isOk(cell)) };
}

function sortedValues(values: readonly RawValue[]): Float64Array {
  return Float64Array.from(values, ({ value }) => value).sort();
}
