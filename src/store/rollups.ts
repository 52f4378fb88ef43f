/** Sums by hour and by day (UTC), kept up to date in the transaction that stores the spans they are of. */
import { change, first, statement } from './database.ts';
import type { Dialect, SqlValue, Statement, Work } from './database.ts';
import { createManyRows } from './many-rows.ts';
import { addEncodedHistogram, addToHistogram, encodeHistogram } from './rollups-histogram.ts';
import type { Histogram } from './rollups-histogram.ts';
import type { Measure, MeasureKind } from './rollups-measures.ts';
import { eachScore } from './rollups-run-table.ts';

export const hourMs = 3_600_000;
export const dayMs = 86_400_000;

/** What is counted in one transaction. */
export interface RollupCounts {
  /** Counts a measure in, or out again (-1) where what it was of is replaced. */
  count(measure: Measure, sign: 1 | -1): void;
  /** Stores what was counted since the last time, after the rows that it is of. One transaction at a time may do so: it reads, then writes. */
  write(): Work<void>;
}

type Key = {
  hours: 1 | 24;
  kind: MeasureKind;
  bucket: number;
  name: string;
  channel: string;
  model: string;
  result: string;
};

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

interface Extremes {
  min: number | null;
  max: number | null;
}

const keyFilter = `bucket_hours = @hours and kind = @kind and bucket_ms = @bucket and name = @name and channel = @channel
  and model = @model and result = @result`;

const removeEmpty = statement<Key>(`delete from rollups where ${keyFilter} and n <= 0`);
const setExtremes = statement<Key & Extremes>(
  `update rollups set min_value = @min, max_value = @max where ${keyFilter}`,
);

type ExtremesOf = Statement<Key & { end: number }, Extremes>;

/** Where the raw values of a kind are, for the rare case that an extreme is taken out. */
function rawExtremes(dialect: Dialect): Readonly<Record<MeasureKind, ExtremesOf | null>> {
  const ofTime = `start_ms >= @bucket and start_ms < @end and channel = @channel and model = @model`;
  const durations = 'select min(duration_ms) as min, max(duration_ms) as max';
  return {
    STAGE: statement(`${durations} from spans where ${ofTime} and stage = @name and result = @result`),
    RUN: statement(`${durations} from runs where ${ofTime} and name = @name and result = @result`),
    SCORE: statement(
      `select min(value) as min, max(value) as max
       from (select cast(each.value ->> 0 as double precision) as value, cast(each.value ->> 1 as integer) as passed
             from runs, ${eachScore(dialect)} where ${ofTime} and each.key = @name) as scored
       where passed = case when @result = 'ok' then 1 else 0 end`,
    ),
    SPEND: null,
    PERSON: null,
  };
}

export function createRollupWriter(dialect: Dialect): () => RollupCounts {
  const readHistograms = createManyRows<Key & { histogram: Uint8Array | null }>(
    dialect,
    `(${keyFilter})`,
    ' or ',
    (rows) =>
      `select bucket_hours as hours, kind, bucket_ms as bucket, name, channel, model, result, histogram from rollups where ${rows}`,
  );
  const upsert = createManyRows(
    dialect,
    `(@hours, @kind, @bucket, @name, @channel, @model, @result, @n, @total, @min, @max, @costUsd, @unknownCosts, @inputTokens,
       @outputTokens, @histogram)`,
    ', ',
    (rows) =>
      `insert into rollups (bucket_hours, kind, bucket_ms, name, channel, model, result, n, total, min_value, max_value, cost_usd,
         unknown_costs, input_tokens, output_tokens, histogram)
       values ${rows}
       on conflict (bucket_hours, kind, bucket_ms, name, channel, model, result) do update set
         n = rollups.n + excluded.n, total = rollups.total + excluded.total,
         min_value = case when rollups.min_value is null or excluded.min_value < rollups.min_value
           then excluded.min_value else rollups.min_value end,
         max_value = case when rollups.max_value is null or excluded.max_value > rollups.max_value
           then excluded.max_value else rollups.max_value end,
         cost_usd = rollups.cost_usd + excluded.cost_usd, unknown_costs = rollups.unknown_costs + excluded.unknown_costs,
         input_tokens = rollups.input_tokens + excluded.input_tokens, output_tokens = rollups.output_tokens + excluded.output_tokens,
         histogram = excluded.histogram`,
  );
  const readExtremes = rawExtremes(dialect);

  function* mergeHistograms(sums: readonly Sum[]): Work<void> {
    const stored = yield* readHistograms(sums.filter(({ bins }) => bins !== null).map(keyOf));
    const byId = new Map(stored.map((row) => [idOf(row), row.histogram]));
    for (const sum of sums) if (sum.bins) addEncodedHistogram(sum.bins, byId.get(idOf(sum)) ?? new Uint8Array());
  }

  function* tidy(sum: Sum): Work<void> {
    yield* change(removeEmpty, keyOf(sum));
    const query = readExtremes[sum.kind];
    if (!query) return;
    const extremes = yield* first(query, { ...keyOf(sum), end: sum.bucket + sum.hours * hourMs });
    if (extremes) yield* change(setExtremes, { ...keyOf(sum), ...extremes });
  }

  return () => {
    const sums = new Map<string, Sum>();

    function sumOf(measure: Measure, hours: 1 | 24): Sum {
      const bucket = measure.atMs - (measure.atMs % (hours * hourMs));
      const { kind, name, channel, model, result } = measure;
      const key: Key = { hours, kind, bucket, name, channel, model, result };
      const id = idOf(key);
      const sum = sums.get(id) ?? { ...key, ...nothing, bins: measure.bin === null ? null : new Map(), shrinks: false };
      sums.set(id, sum);
      return sum;
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
      *write() {
        const counted = [...sums.values()];
        sums.clear();
        yield* mergeHistograms(counted);
        yield* upsert(counted.map(rowOf));
        for (const sum of counted) if (sum.shrinks) yield* tidy(sum);
      },
    };
  };
}

const nothing = { n: 0, total: 0, min: null, max: null, costUsd: 0, unknownCosts: 0, inputTokens: 0, outputTokens: 0 };

function keyOf({ hours, kind, bucket, name, channel, model, result }: Key): Key {
  return { hours, kind, bucket, name, channel, model, result };
}

function idOf({ hours, kind, bucket, name, channel, model, result }: Key): string {
  return JSON.stringify([hours, kind, bucket, name, channel, model, result]);
}

function rowOf(sum: Sum): Record<string, SqlValue> {
  const { n, total, min, max, costUsd, unknownCosts, inputTokens, outputTokens, bins } = sum;
  const histogram = bins && encodeHistogram(bins);
  return { ...keyOf(sum), n, total, min, max, costUsd, unknownCosts, inputTokens, outputTokens, histogram };
}
