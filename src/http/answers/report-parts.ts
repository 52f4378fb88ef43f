/** What several reports are made of; the types are those of core/analytics.ts. */
import { z } from 'zod';
import type { CostGroup, LatencyStats, Rate, Stats, VoteStats } from '../../core/analytics.ts';
import { named } from './named.ts';

const count = z.int().min(0);
const figure = z.number().nullable();

const statsFields = { n: count, avg: figure, min: figure, max: figure };
export const StatsAnswer = named('Stats', z.object(statsFields)) satisfies z.ZodType<Stats>;

const latencyFields = {
  ...statsFields,
  p50: figure,
  p95: figure,
  p99: figure,
  isExact: z.boolean().describe('False where the percentiles come from a histogram whose bins are 5 % wide.'),
};
export const LatencyStatsAnswer = named(
  'LatencyStats',
  z.object(latencyFields).describe('Milliseconds.'),
) satisfies z.ZodType<LatencyStats>;
export const StageLatencyAnswer = named('StageLatency', z.object({ ...latencyFields, name: z.string() }));

const rateFields = { n: count, count, rate: figure };
export const RateAnswer = named(
  'Rate',
  z.object(rateFields).describe('Of n things, count are meant; rate is the share 0 to 1, null where n is 0.'),
) satisfies z.ZodType<Rate>;
export const NamedRateAnswer = named('NamedRate', z.object({ ...rateFields, name: z.string() }));

export const VoteStatsAnswer = named(
  'VoteStats',
  z.object({ up: count, down: count, n: count, share: figure }),
) satisfies z.ZodType<VoteStats>;

export const ErrorTypeAnswer = named('ErrorType', z.object({ type: z.string(), count, share: z.number() }));

export const CostGroupAnswer = named(
  'CostGroup',
  z.object({
    key: z.string().nullable(),
    usd: figure.describe('USD of the calls whose price is known; null where none is.'),
    calls: count,
    unknownCostCalls: count.describe('Calls of models without a price; their cost is unknown, not 0.'),
    inputTokens: count,
    outputTokens: count,
  }),
) satisfies z.ZodType<CostGroup>;

/** A series whose points have these fields and the start of their step. */
export function seriesOf<Shape extends z.ZodRawShape>(
  shape: Shape,
): z.ZodObject<{
  bucket: z.ZodEnum<{ hour: 'hour'; day: 'day' }>;
  points: z.ZodArray<z.ZodObject<Shape & { startMs: z.ZodNumber }>>;
}> {
  const startMs = z.number().describe('Milliseconds since 1970.');
  return z.object({ bucket: z.enum(['hour', 'day']), points: z.array(z.object({ ...shape, startMs })) });
}

export const runCounts = { runs: count, failed: count };
export const latencyPoint = latencyFields;
export const ratePoint = rateFields;
