import type { Outside } from '../../core/outside.ts';
import type { PurgeCutoffs } from '../purge-cutoffs.ts';
import { purgeMain } from '../purge-main.ts';
import type { PurgedFiles } from '../purge-thread.ts';
import { purgeTraces } from '../purge-traces.ts';
import type { MainSchema, TracesSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { toDatabaseError } from './to-database-error.ts';

const lockKey = `hashtextextended('purge', 7303)`;

/**
 * Removes what is too old in short transactions. One process at a time does it: while another one is at it, this one removes
 * nothing. PostgreSQL keeps the room for what comes, so no bytes are freed.
 * @param limitMs it stops between two transactions after so long; the rest goes the next time
 */
export async function purgePostgres(
  database: PostgresDatabase<MainSchema & TracesSchema>,
  sealer: TextSealer,
  cutoffs: PurgeCutoffs,
  { clock }: Pick<Outside, 'clock'>,
  limitMs: number,
): Promise<PurgedFiles> {
  const endsAt = clock.monotonic() + limitMs;
  const lock = await takeLock(database);
  const pause = async (): Promise<boolean> => lock.isOurs && clock.monotonic() < endsAt;
  try {
    return {
      ...(await purgeTraces(database, cutoffs.traces, pause)),
      ...(await purgeMain(database, sealer, cutoffs.main, pause)),
      freedBytes: 0,
    };
  } finally {
    await lock.giveBack();
  }
}

/** The lock lives as long as its connection, so nobody waits for a process that died. */
async function takeLock({
  pool,
}: Pick<PostgresDatabase<unknown>, 'pool'>): Promise<{ isOurs: boolean; giveBack(): Promise<void> }> {
  try {
    const client = await pool.connect();
    const { rows } = await client
      .query<{ ours: boolean }>(`select pg_try_advisory_lock(${lockKey}) as ours`)
      .catch((error: unknown) => {
        client.release(true);
        throw error;
      });
    const isOurs = rows[0]?.ours === true;
    return {
      isOurs,
      async giveBack() {
        try {
          if (isOurs) await client.query(`select pg_advisory_unlock(${lockKey})`);
          client.release();
        } catch {
          client.release(true);
        }
      },
    };
  } catch (thrown) {
    throw toDatabaseError(thrown);
  }
}
