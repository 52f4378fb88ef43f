import type Sqlite from 'better-sqlite3';
import { hourMs } from './rollups.ts';

/** Rows of one transaction: short enough that nobody who writes meanwhile has to wait for long. */
const batch = 500;

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
 * Removes what is too old.
 * @param pause called between two transactions; false stops, the rest goes the next time
 */
export function purgeTraces(handle: Sqlite.Database, cutoffs: TraceCutoffs, pause: () => boolean): PurgedTraces {
  const total: PurgedTraces = { spans: 0, artifacts: 0, runs: 0, rollups: 0 };
  const remove = (what: keyof PurgedTraces, text: string, before: number): void => {
    const statement = handle.prepare(text);
    for (let count = batch; count === batch && pause(); total[what] += count)
      count = statement.run({ before, batch }).changes;
  };
  const byRowid = (table: string, column: string): string =>
    `delete from ${table} where rowid in (select rowid from ${table} where ${column} < @before limit @batch)`;
  const rollupsWhere = (condition: string): string =>
    `delete from rollups where (bucket_hours, kind, bucket_ms, name, channel, model, result) in
       (select bucket_hours, kind, bucket_ms, name, channel, model, result from rollups where ${condition} limit @batch)`;
  remove('spans', byRowid('spans', 'start_ms'), cutoffs.detailMs);
  remove('artifacts', byRowid('artifacts', 'created_at'), cutoffs.detailMs);
  remove('runs', byRowid('runs', 'start_ms'), cutoffs.detailMs);
  // A bucket goes when its last moment is too old, so that no day is left half counted.
  remove('rollups', rollupsWhere('bucket_hours = 1 and bucket_ms < @before'), cutoffs.detailMs - hourMs);
  remove(
    'rollups',
    rollupsWhere(`kind in ('SPEND', 'PERSON') and bucket_ms < @before`),
    cutoffs.detailMs - 24 * hourMs,
  );
  remove('rollups', rollupsWhere('bucket_ms < @before'), cutoffs.daySumsMs - 24 * hourMs);
  return total;
}
