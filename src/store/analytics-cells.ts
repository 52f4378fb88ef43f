/**
 * Sums over a window, exact to the millisecond: whole days and hours come from the rollups, the rest of the first and the last hour from
 * the raw rows.
 */
import type Sqlite from 'better-sqlite3';
import type { AnalyticsBucket, AnalyticsWindow } from '../core/analytics.ts';
import { addEncodedHistogram, addToHistogram, binOf, encodeHistogram } from './rollups-histogram.ts';
import type { Histogram } from './rollups-histogram.ts';
import type { MeasureKind } from './rollups-measures.ts';
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
  /** Costs and tokens are 0 in cells of raw rows unless they are asked for: they are inside of the attributes. */
  withMoney?: boolean;
  /** Only what cost something or may have: stages that asked a model. */
  onlyMoney?: boolean;
}

/** A raw value with its moment and, where asked for, its name. */
export type RawValue = [atMs: number, name: string, value: number];

export interface CellReader {
  /** By bucket, in order. */
  read(query: CellQuery): Cell[];
  /** The single values of a window; tens of thousands at the most. */
  values(kind: 'RUN' | 'STAGE', window: AnalyticsWindow): RawValue[];
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

const noMoney = '0 as cost_usd, 0 as unknown_costs, 0 as input_tokens, 0 as output_tokens';

/** Model spans with their tokens, by the names that sums and single calls have. */
const modelSpans = `(select *, coalesce(attributes ->> '$.input_tokens', attributes ->> '$."gen_ai.usage.input_tokens"') as tokens_in,
    coalesce(attributes ->> '$.output_tokens', attributes ->> '$."gen_ai.usage.output_tokens"') as tokens_out
  from spans where start_ms >= @fromMs and start_ms < @toMs and stage <> '' and kind = 'LLM')`;

const money = `coalesce(cost_usd, 0) as cost_usd, cost_usd is null and tokens_in is not null as unknown_costs,
  coalesce(tokens_in, 0) as input_tokens, coalesce(tokens_out, 0) as output_tokens`;

const rawSpending = `select * from (select start_ms as at, coalesce(attributes ->> '$.user', '') as name, channel, model, '' as result,
    coalesce(cost_usd, 0) as value, ${money} from ${modelSpans}) where cost_usd > 0 or unknown_costs`;

/** Raw rows in the shape of rollups, by kind. */
const rawRows: Readonly<Record<MeasureKind, string>> = {
  RUN: `select start_ms as at, name, channel, model, result, duration_ms as value, ${noMoney}
    from runs where start_ms >= @fromMs and start_ms < @toMs`,
  STAGE: `select start_ms as at, stage as name, channel, model, result, duration_ms as value, ${noMoney}
    from spans where start_ms >= @fromMs and start_ms < @toMs and stage <> ''`,
  SCORE: `select start_ms as at, each.key as name, channel, model, case when each.value ->> 1 = 1 then 'ok' else 'failed' end as result,
      each.value ->> 0 as value, ${noMoney}
    from runs, json_each(runs.scores) as each where start_ms >= @fromMs and start_ms < @toMs`,
  SPEND: rawSpending,
  PERSON: rawSpending,
};

const rawStagesWithMoney = `select start_ms as at, stage as name, channel, model, result, duration_ms as value, ${money} from ${modelSpans}
  union all
  ${rawRows.STAGE} and kind <> 'LLM'`;

const rolledRows = `select bucket_ms as at, name, channel, model, result, n, total, min_value, max_value, cost_usd, unknown_costs,
    input_tokens, output_tokens, histogram
  from rollups where bucket_hours = @hours and kind = @kind and bucket_ms >= @fromMs and bucket_ms < @toMs`;

function bucketText(bucket: AnalyticsBucket | null): string {
  if (bucket === null) return '0';
  const size = bucket === 'hour' ? hourMs : dayMs;
  return `cast(at / ${size} as integer) * ${size}`;
}

const groupColumns: readonly GroupColumn[] = ['name', 'channel', 'model', 'result'];

type Row = Omit<Cell, 'histogram'> & { histogram: Buffer | null };

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
  return conditions.length === 0 ? '1' : conditions.join(' and ');
}

export function createCellReader(handle: Sqlite.Database): CellReader {
  handle.aggregate<unknown>('merge_histograms', {
    start: () => new Map(),
    step: (merged, bytes) => (bytes instanceof Uint8Array ? addEncodedHistogram(merged as Histogram, bytes) : merged),
    result: (merged) => encodeHistogram(merged as Histogram),
  });
  handle.aggregate<unknown>('histogram_of', {
    start: () => new Map(),
    step(made, value) {
      addToHistogram(made as Histogram, binOf(value as number), 1);
      return made;
    },
    result: (made) => encodeHistogram(made as Histogram),
  });
  const statements = new Map<string, Sqlite.Statement<Record<string, unknown>, Row>>();

  function prepare(query: CellQuery, isRaw: boolean): Sqlite.Statement<Record<string, unknown>, Row> {
    const columns = groupColumns.map((name) => (query.groupBy.includes(name) ? name : `'' as ${name}`));
    const groups = [...(query.bucket === null ? [] : ['1']), ...query.groupBy];
    const sums = isRaw
      ? `count(*) as n, sum(value) as total, min(value) as min, max(value) as max`
      : `sum(n) as n, sum(total) as total, min(min_value) as min, max(max_value) as max`;
    const merge = isRaw ? 'histogram_of(value)' : 'merge_histograms(histogram)';
    const histogram = query.withHistogram === true ? merge : 'null';
    const raw = query.kind === 'STAGE' && query.withMoney === true ? rawStagesWithMoney : rawRows[query.kind];
    const text = `select ${bucketText(query.bucket)} as bucketMs, ${columns.join(', ')}, ${sums}, sum(cost_usd) as costUsd, sum(unknown_costs) as unknownCosts,
        sum(input_tokens) as inputTokens, sum(output_tokens) as outputTokens, ${histogram} as histogram
      from (${isRaw ? raw : rolledRows}) where ${filterText(query.window, query.kind)} and ${query.name === undefined ? '1' : 'name = @onlyName'}
        and ${query.onlyMoney === true ? '(cost_usd > 0 or unknown_costs > 0)' : '1'}
      ${groups.length === 0 ? 'having count(*) > 0' : `group by ${groups.join(', ')}`}`;
    const known = statements.get(text);
    if (known) return known;
    const statement = handle.prepare<Record<string, unknown>, Row>(text);
    statements.set(text, statement);
    return statement;
  }

  return {
    read(query) {
      const cells = new Map<string, Cell>();
      const { channel, model, fromMs, toMs } = query.window;
      for (const segment of cutWindow(fromMs, toMs, query.bucket)) {
        const statement = prepare(query, segment.hours === 0);
        for (const row of statement.all({ ...segment, kind: query.kind, channel, model, onlyName: query.name }))
          addRow(cells, row);
      }
      return [...cells.values()].sort((a, b) => a.bucketMs - b.bucketMs);
    },
    values(kind, window) {
      const { fromMs, toMs, channel, model } = window;
      // The name of a run is in no index, and nobody asks for it.
      const name = kind === 'RUN' ? "''" : 'name';
      const text = `select at, ${name}, value from (${rawRows[kind]}) where ${filterText(window, kind)}`;
      return handle.prepare<Record<string, unknown>, RawValue>(text).raw().all({ fromMs, toMs, channel, model });
    },
  };
}

function addRow(cells: Map<string, Cell>, row: Row): void {
  const id = JSON.stringify([row.bucketMs, row.name, row.channel, row.model, row.result]);
  const histogram = row.histogram && addEncodedHistogram(new Map(), row.histogram);
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
