import { Client } from 'pg';
import { toDatabaseError } from './to-database-error.ts';

/** Longer than another process needs to make or to change its tables. */
const waitMs = 120_000;

/**
 * Runs work that begins transactions of its own, in one process at a time: the lock lives as long as a connection of its own.
 * @param lock what is guarded
 * @throws AppError `database_unavailable`, `database_refused`; `database_busy` after two minutes; what the work throws
 */
export async function oneAtATime<Result>(url: string, lock: string, work: () => Promise<Result>): Promise<Result> {
  const client = new Client({
    connectionString: url,
    application_name: 'gloss',
    connectionTimeoutMillis: waitMs,
    lock_timeout: waitMs,
    statement_timeout: waitMs,
    query_timeout: waitMs + 2000,
  });
  // Its end is seen by whoever asks next, here nobody; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select pg_advisory_lock(hashtextextended($1, 7301))', [lock]);
    return await work();
  } catch (thrown) {
    throw toDatabaseError(thrown);
  } finally {
    await client.end().catch(() => undefined);
  }
}
