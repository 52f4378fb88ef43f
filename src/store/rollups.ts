/** Sums by hour and by day (UTC), kept up to date in the transaction that stores the spans they are of. */
import type Sqlite from 'better-sqlite3';
import { addEncodedHistogram, addToHistogram, encodeHistogram } from './rollups-histogram.ts';
import type { Histogram } from './rollups-histogram.ts';
import type { Measure, MeasureKind } from './rollups-measures.ts';

export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

export interface RollupWriter {
  /** Counts a measure in, or out again (-1) where what it was of is replaced. */
  count(measure: Measure, sign: 1 | -1): void;
  /** Stores what was counted; inside the caller's transaction, after the rows that it is of. */
  write(): void;
  /** Forgets what was counted, where the transaction failed. */
  discard(): void;
}

interface Key {
  hours: 1 | 24;
  kind: MeasureKind;
  bucket: number;
  name: string;
  channel: string;
  model: string;
  result: string;
}

interface Sum extends Key {
  n: number;
  total: number;
  min: number | null;
  max: number | null;
  costUsd: number;
  unknownCosts: number;
  inputTokens: number;
  outputTokens: number;
  bins: Histogram | null;
  /** Something was counted out, so the smallest or the largest may be gone. */
  shrinks: boolean;
}

const keyFilter = `bucket_hours = @hours and kind = @kind and bucket_ms = @bucket and name = @name and channel = @channel
  and model = @model and result = @result`;

/** Where the raw values of a kind are, for the rare case that an extreme is taken out. */
const rawExtremes: Readonly<Record<MeasureKind, string | null>> = {
  STAGE: `select min(duration_ms) as min, max(duration_ms) as max from spans
    where start_ms >= @bucket and start_ms < @end and stage = @name and channel = @channel and model = @model and result = @result`,
  RUN: `select min(duration_ms) as min, max(duration_ms) as max from runs
    where start_ms >= @bucket and start_ms < @end and name = @name and channel = @channel and model = @model and result = @result`,
  SCORE: `select min(each.value ->> 0) as min, max(each.value ->> 0) as max from runs, json_each(runs.scores) as each
    where start_ms >= @bucket and start_ms < @end and each.key = @name and channel = @channel and model = @model
      and each.value ->> 1 = (@result = 'ok')`,
  SPEND: null,
  PERSON: null,
};

export function createRollupWriter(handle: Sqlite.Database): RollupWriter {
  const readHistogram = handle.prepare<Key, Buffer | null>(`select histogram from rollups where ${keyFilter}`).pluck();
  const upsert = handle.prepare(
    `insert into rollups (bucket_hours, kind, bucket_ms, name, channel, model, result, n, total, min_value, max_value, cost_usd,
       unknown_costs, input_tokens, output_tokens, histogram)
     values (@hours, @kind, @bucket, @name, @channel, @model, @result, @n, @total, @min, @max, @costUsd, @unknownCosts, @inputTokens,
       @outputTokens, @histogram)
     on conflict do update set n = n + excluded.n, total = total + excluded.total,
       min_value = coalesce(min(min_value, excluded.min_value), min_value, excluded.min_value),
       max_value = coalesce(max(max_value, excluded.max_value), max_value, excluded.max_value),
       cost_usd = cost_usd + excluded.cost_usd, unknown_costs = unknown_costs + excluded.unknown_costs,
       input_tokens = input_tokens + excluded.input_tokens, output_tokens = output_tokens + excluded.output_tokens,
       histogram = excluded.histogram`,
  );
  const removeEmpty = handle.prepare<Key>(`delete from rollups where ${keyFilter} and n <= 0`);
  const setExtremes = handle.prepare<Key & { min: number | null; max: number | null }>(
    `update rollups set min_value = @min, max_value = @max where ${keyFilter}`,
  );
  const readExtremes = new Map(
    Object.entries(rawExtremes).flatMap(([kind, text]) =>
      text === null
        ? []
        : [[kind, handle.prepare<Key & { end: number }, { min: number | null; max: number | null }>(text)]],
    ),
  );
  const sums = new Map<string, Sum>();

  function sumOf(measure: Measure, hours: 1 | 24): Sum {
    const bucket = measure.atMs - (measure.atMs % (hours * hourMs));
    const { kind, name, channel, model, result } = measure;
    const id = JSON.stringify([hours, kind, bucket, name, channel, model, result]);
    const known = sums.get(id);
    if (known) return known;
    const key: Key = { hours, kind, bucket, name, channel, model, result };
    const nothing = {
      n: 0,
      total: 0,
      min: null,
      max: null,
      costUsd: 0,
      unknownCosts: 0,
      inputTokens: 0,
      outputTokens: 0,
    };
    const sum: Sum = { ...key, ...nothing, bins: measure.bin === null ? null : new Map(), shrinks: false };
    sums.set(id, sum);
    return sum;
  }

  function write(sum: Sum): void {
    const { bins, shrinks, ...row } = sum;
    const histogram =
      bins && encodeHistogram(addEncodedHistogram(bins, readHistogram.get(keyOf(sum)) ?? new Uint8Array()));
    upsert.run({ ...row, histogram });
    if (!shrinks) return;
    removeEmpty.run(keyOf(sum));
    const extremes = readExtremes.get(sum.kind)?.get({ ...keyOf(sum), end: sum.bucket + sum.hours * hourMs });
    if (extremes) setExtremes.run({ ...keyOf(sum), ...extremes });
  }

  return {
    count(measure, sign) {
      for (const hours of [1, 24] as const) {
        const sum = sumOf(measure, hours);
        sum.n += sign;
        sum.total += sign * measure.value;
        sum.costUsd += sign * measure.costUsd;
        sum.unknownCosts += sign * measure.unknownCosts;
        sum.inputTokens += sign * measure.inputTokens;
        sum.outputTokens += sign * measure.outputTokens;
        if (sum.bins && measure.bin !== null) addToHistogram(sum.bins, measure.bin, sign);
        if (sign === 1) {
          sum.min = sum.min === null ? measure.value : Math.min(sum.min, measure.value);
          sum.max = sum.max === null ? measure.value : Math.max(sum.max, measure.value);
        } else sum.shrinks = true;
      }
    },
    write() {
      for (const sum of sums.values()) write(sum);
      sums.clear();
    },
    discard: () => sums.clear(),
  };
}

function keyOf({ hours, kind, bucket, name, channel, model, result }: Sum): Key {
  return { hours, kind, bucket, name, channel, model, result };
}
