/**
 * Sums over a window, exact to the millisecond: whole days and hours come from the rollups, the rest of the first and the last hour from
 * the raw rows.
 */
import type { AnalyticsBucket, AnalyticsWindow } from '../core/analytics.ts';
import { all, statement } from './database.ts';
import type { Dialect, SqlValue, Statement, Work } from './database.ts';
import { addEncodedHistogram, histogramOf } from './rollups-histogram.ts';
import type { Histogram } from './rollups-histogram.ts';
import type { MeasureKind } from './rollups-measures.ts';
import { eachScore } from './rollups-run-table.ts';
import { dayMs, hourMs } from './rollups.ts';

export type GroupColumn = 'name' | 'channel' | 'model' | 'result';

export interface Cell {
  /** Start of the bucket; 0 where the window is not cut. */
  bucketMs: number;
  /** The columns that were asked for; the others are empty text. */
  name: string;
  channel: string;
  model: string;
  result: string;
  n: number;
  total: number;
  min: number | null;
  max: number | null;
  costUsd: number;
  unknownCosts: number;
  inputTokens: number;
  outputTokens: number;
  histogram: Histogram | null;
}

export interface CellQuery {
  kind: MeasureKind;
  window: AnalyticsWindow;
  bucket: AnalyticsBucket | null;
  groupBy: readonly GroupColumn[];
  /** Only cells of this name. */
  name?: string;
  withHistogram?: boolean;
  /** Costs and tokens are 0 in cells of raw rows unless they are asked for: they stand beyond the wide attributes. */
  withMoney?: boolean;
  /** Only what cost something or may have: stages that asked a model. */
  onlyMoney?: boolean;
}

/** A raw value with its moment and, of stages, its name. */
export interface RawValue {
  at: number;
  name: string;
  value: number;
}

export interface CellReader {
  /** By bucket, in order. */
  read(query: CellQuery): Work<Cell[]>;
  /** The single values of a window; tens of thousands at the most. */
  values(kind: 'RUN' | 'STAGE', window: AnalyticsWindow): Work<RawValue[]>;
}

/** A part of the window and where its figures are: raw rows, or rollups of so many hours. */
export interface Segment {
  hours: 0 | 1 | 24;
  fromMs: number;
  toMs: number;
}

/** Cuts a window into whole days (unless cut by the hour), whole hours, and what is left at both ends. Parts touch and never overlap. */
export function cutWindow(fromMs: number, toMs: number, bucket: AnalyticsBucket | null): Segment[] {
  const segments: Segment[] = [];
  const add = (hours: Segment['hours'], from: number, to: number): void => {
    if (to > from) segments.push({ hours, fromMs: from, toMs: to });
  };
  const hourFrom = Math.ceil(fromMs / hourMs) * hourMs;
  const hourTo = Math.floor(toMs / hourMs) * hourMs;
  if (hourFrom >= hourTo) {
    add(0, fromMs, toMs);
    return segments;
  }
  const dayFrom = Math.ceil(hourFrom / dayMs) * dayMs;
  const dayTo = Math.floor(hourTo / dayMs) * dayMs;
  add(0, fromMs, hourFrom);
  if (bucket === 'hour' || dayFrom >= dayTo) add(1, hourFrom, hourTo);
  else {
    add(1, hourFrom, dayFrom);
    add(24, dayFrom, dayTo);
    add(1, dayTo, hourTo);
  }
  add(0, hourTo, toMs);
  return segments;
}

const inWindow = 'start_ms >= @fromMs and start_ms < @toMs';
const noMoney = '0 as cost_usd, 0 as unknown_costs, 0 as input_tokens, 0 as output_tokens';
const money = `case when kind = 'LLM' then coalesce(cost_usd, 0) else 0 end as cost_usd, unknown_cost as unknown_costs, input_tokens,
  output_tokens`;

const rawStages = (cost: string): string =>
  `select start_ms as at, stage as name, channel, model, result, duration_ms as value, ${cost}
   from spans where ${inWindow} and stage <> ''`;

const rawSpending = `select start_ms as at, person as name, channel, model, '' as result, coalesce(cost_usd, 0) as value, ${money}
  from spans where ${inWindow} and stage <> '' and kind = 'LLM' and (cost_usd > 0 or unknown_cost > 0)`;

/** Raw rows in the shape of rollups, by kind. */
function rawRows(dialect: Dialect): Readonly<Record<MeasureKind, string>> {
  return {
    RUN: `select start_ms as at, name, channel, model, result, duration_ms as value, ${noMoney} from runs where ${inWindow}`,
    STAGE: rawStages(noMoney),
    SCORE: `select start_ms as at, each.key as name, channel, model,
        case when cast(each.value ->> 1 as integer) = 1 then 'ok' else 'failed' end as result,
        cast(each.value ->> 0 as double precision) as value, ${noMoney}
      from runs, ${eachScore(dialect)} where ${inWindow}`,
    SPEND: rawSpending,
    PERSON: rawSpending,
  };
}

const rolledRows = `select bucket_ms as at, name, channel, model, result, n, total, min_value, max_value, cost_usd, unknown_costs,
    input_tokens, output_tokens, histogram
  from rollups where bucket_hours = @hours and kind = @kind and bucket_ms >= @fromMs and bucket_ms < @toMs`;

function bucketText(bucket: AnalyticsBucket | null): string {
  if (bucket === null) return '0';
  const size = bucket === 'hour' ? hourMs : dayMs;
  return `floor(at / ${size}.0) * ${size}`;
}

const groupColumns: readonly GroupColumn[] = ['name', 'channel', 'model', 'result'];

/** Encoded, or the single values. */
type Row = Omit<Cell, 'histogram'> & { histogram: Uint8Array | readonly number[] | null };

/**
 * Encoded histograms one after the other are the encoded sum of them, and PostgreSQL can put them together. SQLite has functions for both
 * (`sqlite-reader.ts`).
 */
const histograms: Readonly<Record<Dialect, { ofValues: string; ofSums: string }>> = {
  sqlite: { ofValues: 'histogram_of(value)', ofSums: 'merge_histograms(histogram)' },
  postgres: { ofValues: 'array_agg(value)', ofSums: `string_agg(histogram, ''::bytea)` },
};

/** The conditions of a window beyond its time. A check that failed is not a run that failed, so `status` is not about checks. */
function filterText(window: AnalyticsWindow, kind: MeasureKind): string {
  const conditions = [
    window.channel === undefined ? '' : 'channel = @channel',
    window.model === undefined ? '' : 'model = @model',
    window.status === undefined || kind === 'SCORE' || kind === 'SPEND' || kind === 'PERSON'
      ? ''
      : window.status === 'ok'
        ? "result = 'ok'"
        : "result <> 'ok'",
  ].filter((condition) => condition !== '');
  return ['true', ...conditions].join(' and ');
}

export function createCellReader(dialect: Dialect): CellReader {
  const raw = rawRows(dialect);
  const statements = new Map<string, Statement<Record<string, SqlValue>, unknown>>();

  function prepared<Returned>(text: string): Statement<Record<string, SqlValue>, Returned> {
    const known = statements.get(text) ?? statement<Record<string, SqlValue>, Returned>(text);
    statements.set(text, known);
    return known as Statement<Record<string, SqlValue>, Returned>;
  }

  function textOf(query: CellQuery, isRaw: boolean): string {
    const columns = groupColumns.map((name) => (query.groupBy.includes(name) ? name : `'' as ${name}`));
    const groups = [...(query.bucket === null ? [] : ['1']), ...query.groupBy];
    const sums = isRaw
      ? `count(*) as n, sum(value) as total, min(value) as min, max(value) as max`
      : `sum(n) as n, sum(total) as total, min(min_value) as min, max(max_value) as max`;
    const merged = isRaw ? histograms[dialect].ofValues : histograms[dialect].ofSums;
    const histogram = query.withHistogram === true ? merged : 'null';
    const rawText = query.kind === 'STAGE' && query.withMoney === true ? rawStages(money) : raw[query.kind];
    return `select ${bucketText(query.bucket)} as "bucketMs", ${columns.join(', ')}, ${sums}, sum(cost_usd) as "costUsd",
        sum(unknown_costs) as "unknownCosts", sum(input_tokens) as "inputTokens", sum(output_tokens) as "outputTokens",
        ${histogram} as histogram
      from (${isRaw ? rawText : rolledRows}) as counted
      where ${filterText(query.window, query.kind)}${query.name === undefined ? '' : ' and name = @onlyName'}
        ${query.onlyMoney === true ? 'and (cost_usd > 0 or unknown_costs > 0)' : ''}
      ${groups.length === 0 ? 'having count(*) > 0' : `group by ${groups.join(', ')} order by ${groups.join(', ')}`}`;
  }

  return {
    *read(query) {
      const cells = new Map<string, Cell>();
      const { channel = null, model = null, fromMs, toMs } = query.window;
      const given = { kind: query.kind, channel, model, onlyName: query.name ?? null };
      for (const segment of cutWindow(fromMs, toMs, query.bucket)) {
        const text = textOf(query, segment.hours === 0);
        for (const row of yield* all(prepared<Row>(text), { ...given, ...segment })) addRow(cells, row);
      }
      return [...cells.values()].sort((a, b) => a.bucketMs - b.bucketMs);
    },
    *values(kind, window) {
      // The name of a run is in no index, and nobody asks for it.
      const name = kind === 'RUN' ? "'' as name" : 'name';
      const text = `select at, ${name}, value from (${raw[kind]}) as counted where ${filterText(window, kind)}`;
      const { fromMs, toMs, channel = null, model = null } = window;
      return yield* all(prepared<RawValue>(text), { fromMs, toMs, channel, model });
    },
  };
}

function addRow(cells: Map<string, Cell>, row: Row): void {
  const id = JSON.stringify([row.bucketMs, row.name, row.channel, row.model, row.result]);
  const { histogram: given } = row;
  const histogram = given instanceof Uint8Array ? addEncodedHistogram(new Map(), given) : given && histogramOf(given);
  const cell = cells.get(id);
  cells.set(id, cell ? mergeCells(cell, { ...row, histogram }) : { ...row, histogram });
}

/** The sum of two cells, under the first one's names. */
export function mergeCells(a: Cell, b: Cell): Cell {
  return {
    ...a,
    n: a.n + b.n,
    total: a.total + b.total,
    min: a.min === null || b.min === null ? (a.min ?? b.min) : Math.min(a.min, b.min),
    max: a.max === null || b.max === null ? (a.max ?? b.max) : Math.max(a.max, b.max),
    costUsd: a.costUsd + b.costUsd,
    unknownCosts: a.unknownCosts + b.unknownCosts,
    inputTokens: a.inputTokens + b.inputTokens,
    outputTokens: a.outputTokens + b.outputTokens,
    histogram: mergeHistograms(a.histogram, b.histogram),
  };
}

function mergeHistograms(a: Histogram | null, b: Histogram | null): Histogram | null {
  if (!a || !b) return a ?? b;
  const merged = new Map(a);
  for (const [bin, count] of b) merged.set(bin, (merged.get(bin) ?? 0) + count);
  return merged;
}
