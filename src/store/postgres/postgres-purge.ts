import type { PoolClient } from 'pg';
import type { Outside } from '../../core/outside.ts';
import type { PurgeCutoffs } from '../purge-cutoffs.ts';
import { purgeMain } from '../purge-main.ts';
import type { PurgedFiles } from '../purge-thread.ts';
import { purgeTraces } from '../purge-traces.ts';
import type { MainSchema, TracesSchema } from '../schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { toDatabaseError } from './to-database-error.ts';

export interface PostgresPurge {
  /**
   * Removes what is too old in short transactions. One process at a time does it: while another one is at it, this one removes nothing.
   * PostgreSQL keeps the room for what comes, so no bytes are freed.
   */
  run(cutoffs: PurgeCutoffs): Promise<PurgedFiles>;
  /** Ends what runs after its transaction. */
  close(): Promise<void>;
}

const lockKey = `hashtextextended('purge', 7303)`;

/** @param limitMs it stops between two transactions after so long; the rest goes the next time */
export function createPostgresPurge(
  database: PostgresDatabase<MainSchema & TracesSchema>,
  sealer: TextSealer,
  { clock }: Pick<Outside, 'clock'>,
  limitMs: number,
): PostgresPurge {
  const running = new Set<Promise<unknown>>();
  let isClosed = false;

  async function run(cutoffs: PurgeCutoffs): Promise<PurgedFiles> {
    const endsAt = clock.monotonic() + limitMs;
    const client = await connect(database.pool);
    try {
      const isOurs = await takeLock(client);
      const pause = async (): Promise<boolean> => isOurs && !isClosed && clock.monotonic() < endsAt;
      return {
        ...(await purgeTraces(database, cutoffs.traces, pause)),
        ...(await purgeMain(database, sealer, cutoffs.main, pause)),
        freedBytes: 0,
      };
    } finally {
      // The lock goes with its connection, so nobody waits for a process that died either.
      client.release(true);
    }
  }

  return {
    run(cutoffs) {
      const done = run(cutoffs).finally(() => running.delete(done));
      running.add(done);
      return done;
    },
    async close() {
      isClosed = true;
      await Promise.allSettled(running);
    },
  };
}

async function connect(pool: PostgresDatabase<unknown>['pool']): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (thrown) {
    throw toDatabaseError(thrown);
  }
}

async function takeLock(client: PoolClient): Promise<boolean> {
  try {
    const { rows } = await client.query<{ ours: boolean }>(`select pg_try_advisory_lock(${lockKey}) as ours`);
    return rows[0]?.ours === true;
  } catch (thrown) {
    throw toDatabaseError(thrown);
  }
}
