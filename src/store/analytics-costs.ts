/**
 * What models cost. The truth is the calls themselves. Which channel and person a call was for only its trace knows, so what the
 * traces do not explain stays as a group without a key, and the parts add up to the total.
 */
import type { AnalyticsWindow, CostGroup, CostReport } from '../core/analytics.ts';
import { readCostParts } from './analytics-cost-parts.ts';
import { cutWindow } from './analytics-cells.ts';
import type { Cell, CellReader } from './analytics-cells.ts';
import { groupCells } from './analytics-stats.ts';
import { all, statement } from './database.ts';
import type { Work } from './database.ts';
import { dayMs } from './rollups.ts';

export interface CostReader {
  report: (window: AnalyticsWindow) => Work<CostReport>;
  total: (window: AnalyticsWindow) => Work<CostGroup>;
  /** USD and calls of unknown price by UTC day, from `fromMs`. */
  spending: (fromMs: number, toMs: number) => Work<{ dayMs: number; usd: number; unknownCostCalls: number }[]>;
}

interface CostRow {
  day: number;
  stage: string;
  model: string;
  n: number;
  costUsd: number;
  unknownCosts: number;
  inputTokens: number;
  outputTokens: number;
}

const rolledCalls = `select hour_ms as at, stage, model, n, cost_usd, unknown_costs, input_tokens, output_tokens, outcome
  from model_call_hours where hour_ms >= @fromMs and hour_ms < @toMs`;
const rawCalls = `select called_at as at, stage, model, 1 as n, coalesce(cost_usd, 0) as cost_usd, case when cost_usd is null then 1 else 0 end as unknown_costs,
    input_tokens, output_tokens, outcome
  from model_calls where called_at >= @fromMs and called_at < @toMs`;

export function createCostReader(cells: CellReader): CostReader {
  function* readCalls(window: AnalyticsWindow): Work<CostRow[]> {
    const { fromMs, toMs, model = null, status } = window;
    const conditions = [
      'true',
      ...(model === null ? [] : ['model = @model']),
      ...(status === undefined ? [] : [`outcome ${status === 'ok' ? '=' : '<>'} 'ok'`]),
    ].join(' and ');
    const rows: CostRow[] = [];
    for (const segment of cutWindow(Math.ceil(fromMs), Math.ceil(toMs), 'hour')) {
      const text = `select at / ${dayMs} * ${dayMs} as day, stage, model, sum(n) as n, sum(cost_usd) as "costUsd",
          sum(unknown_costs) as "unknownCosts", sum(input_tokens) as "inputTokens", sum(output_tokens) as "outputTokens"
        from (${segment.hours === 0 ? rawCalls : rolledCalls}) as calls where ${conditions} group by 1, 2, 3 order by 1, 2, 3`;
      rows.push(...(yield* all(statement<object, CostRow>(text), { ...segment, model })));
    }
    return rows;
  }

  /** The same by what the traces of one channel say. */
  function* readStages(window: AnalyticsWindow): Work<CostRow[]> {
    const stages = yield* cells.read({
      kind: 'STAGE',
      window,
      bucket: 'day',
      groupBy: ['name', 'model'],
      withMoney: true,
    });
    return stages
      .filter((cell) => cell.inputTokens > 0 || cell.costUsd > 0 || cell.unknownCosts > 0)
      .map((cell) => ({ ...cell, day: cell.bucketMs, stage: cell.name }));
  }

  const read = (window: AnalyticsWindow): Work<CostRow[]> =>
    window.channel === undefined ? readCalls(window) : readStages(window);

  return {
    *total(window) {
      return costGroup(null, yield* read(window));
    },

    *report(window) {
      const rows = yield* read(window);
      const total = costGroup(null, rows);
      const by = (keyOf: (row: CostRow) => string): CostGroup[] =>
        [...Map.groupBy(rows, keyOf)].map(([key, group]) => costGroup(key, group)).sort(dearestFirst);
      const isWhole = window.channel === undefined && window.model === undefined;
      const kind = isWhole ? 'PERSON' : 'SPEND';
      const people = yield* cells.read({ kind, window, bucket: null, groupBy: ['name'], withMoney: true });
      const channels = yield* cells.read({
        kind: 'STAGE',
        window,
        bucket: null,
        groupBy: ['channel'],
        withMoney: true,
        onlyMoney: true,
      });
      return {
        total,
        parts: yield* readCostParts(cells, window, total),
        byStage: by((row) => row.stage),
        byModel: by((row) => row.model),
        byChannel: withRest(
          groupCells(
            channels.filter((cell) => cell.costUsd > 0 || cell.unknownCosts > 0),
            (cell) => cell.channel,
          ),
          total,
        ),
        byUser: withRest(
          groupCells(people, (cell) => cell.name),
          total,
        ),
        byDay: by((row) => new Date(row.day).toISOString().slice(0, 10)).sort((a, b) =>
          (a.key ?? '').localeCompare(b.key ?? ''),
        ),
      };
    },

    *spending(fromMs, toMs) {
      return [...Map.groupBy(yield* readCalls({ fromMs, toMs }), (row) => row.day)].map(([day, rows]) => ({
        dayMs: day,
        usd: rows.reduce((sum, row) => sum + row.costUsd, 0),
        unknownCostCalls: rows.reduce((sum, row) => sum + row.unknownCosts, 0),
      }));
    },
  };
}

function costGroup(
  key: string | null,
  rows: readonly Pick<Cell, 'n' | 'costUsd' | 'unknownCosts' | 'inputTokens' | 'outputTokens'>[],
): CostGroup {
  const sum = (valueOf: (row: (typeof rows)[number]) => number): number =>
    rows.reduce((total, row) => total + valueOf(row), 0);
  const calls = sum((row) => row.n);
  const unknownCostCalls = sum((row) => row.unknownCosts);
  return {
    key,
    usd: calls > 0 && unknownCostCalls === calls ? null : sum((row) => row.costUsd),
    calls,
    unknownCostCalls,
    inputTokens: sum((row) => row.inputTokens),
    outputTokens: sum((row) => row.outputTokens),
  };
}

/** The groups, and what is left of the total as a group without a key. */
function withRest(groups: readonly [string, Cell[]][], total: CostGroup): CostGroup[] {
  const known = groups.filter(([key]) => key !== '').map(([key, cells]) => costGroup(key, cells));
  const rest = (valueOf: (group: CostGroup) => number): number =>
    Math.max(
      0,
      known.reduce((left, group) => left - valueOf(group), valueOf(total)),
    );
  const restUsd = rest((group) => group.usd ?? 0);
  const unknownCostCalls = rest((group) => group.unknownCostCalls);
  const isNothing = restUsd < 1e-9 && unknownCostCalls === 0;
  const others: CostGroup[] = isNothing
    ? []
    : [
        {
          key: null,
          usd: restUsd < 1e-9 && unknownCostCalls > 0 ? null : restUsd,
          calls: rest((group) => group.calls),
          unknownCostCalls,
          inputTokens: rest((group) => group.inputTokens),
          outputTokens: rest((group) => group.outputTokens),
        },
      ];
  return [...known, ...others].sort(dearestFirst);
}

function dearestFirst(a: CostGroup, b: CostGroup): number {
  return (b.usd ?? 0) - (a.usd ?? 0) || b.unknownCostCalls - a.unknownCostCalls;
}
