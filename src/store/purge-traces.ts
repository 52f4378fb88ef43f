import { change, statement } from './database.ts';
import type { Database } from './database.ts';
import { deleteSome } from './delete-some.ts';
import { hourMs } from './rollups.ts';
import type { TracesSchema } from './schema.ts';

/** Rows of one transaction: short enough that nobody who writes meanwhile has to wait for long. */
const batch = 500;
const rollupKey = 'bucket_hours, kind, bucket_ms, name, channel, model, result';

export interface PurgedTraces {
  spans: number;
  artifacts: number;
  runs: number;
  rollups: number;
}

/** Everything before these times goes, in milliseconds since the epoch. */
export interface TraceCutoffs {
  /** Spans, runs, artifacts, sums by the hour, and sums that name a person. */
  detailMs: number;
  /** Sums by the day. */
  daySumsMs: number;
}

/**
 * Removes what is too old, in short transactions.
 * @param pause called before each of them; false stops, the rest goes the next time
 */
export async function purgeTraces(
  { dialect, transact }: Pick<Database<TracesSchema>, 'dialect' | 'transact'>,
  cutoffs: TraceCutoffs,
  pause: () => Promise<boolean>,
): Promise<PurgedTraces> {
  const total: PurgedTraces = { spans: 0, artifacts: 0, runs: 0, rollups: 0 };
  const remove = async (what: keyof PurgedTraces, condition: string, before: number): Promise<void> => {
    const some = statement<{ before: number; batch: number }>(
      deleteSome(dialect, what, condition, what === 'rollups' ? rollupKey : undefined),
    );
    for (let count = batch; count === batch && (await pause()); total[what] += count)
      count = await transact([], () => change(some, { before, batch }));
  };
  await remove('spans', 'start_ms < @before', cutoffs.detailMs);
  await remove('artifacts', 'created_at < @before', cutoffs.detailMs);
  await remove('runs', 'start_ms < @before', cutoffs.detailMs);
  // A bucket goes when its last moment is too old, so that no day is left half counted.
  await remove('rollups', 'bucket_hours = 1 and bucket_ms < @before', cutoffs.detailMs - hourMs);
  await remove('rollups', `kind in ('SPEND', 'PERSON') and bucket_ms < @before`, cutoffs.detailMs - 24 * hourMs);
  await remove('rollups', 'bucket_ms < @before', cutoffs.daySumsMs - 24 * hourMs);
  return total;
}
