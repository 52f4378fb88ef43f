import { sql } from 'kysely';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import { change } from '../database.ts';
import type { Work } from '../database.ts';
import { queryFailed, queryTooLate } from '../read-errors.ts';
import { createReadQueries } from '../read-queries.ts';
import type { RunQuery } from '../read-queries.ts';
import type { MainSchema, TracesSchema } from '../schema.ts';
import type { PostgresDatabase } from './postgres-database.ts';

/** Queries that scan at the same time, so that they leave the other connections to those who write. */
const maxRunning = 2;
/** What waits longer than its deadline is refused anyway; more than so many would be. */
const maxWaiting = 200;
/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const queryCanceled = '57014';

/**
 * Runs the queries that scan, each in one transaction that sees one moment.
 * @param deadlineMs for one query with its wait, in milliseconds
 * @returns what throws AppError `analytics_timeout`, `analytics_failed`, `database_…`, and what the query throws
 */
export function createPostgresReader(
  { kysely, read }: Pick<PostgresDatabase<MainSchema & TracesSchema>, 'kysely' | 'read'>,
  deadlineMs: number,
  { clock, log }: Pick<Outside, 'clock' | 'log'>,
): RunQuery {
  const queries = createReadQueries('postgres');
  const waiting: (() => void)[] = [];
  let running = 0;

  /** The work, each of whose statements may take what is left of the time. */
  function* until<Result>(endsAt: number, work: Work<Result>): Work<Result> {
    let next = work.next();
    while (next.done !== true) {
      const leftMs = Math.ceil(endsAt - clock.monotonic());
      if (leftMs <= 0) throw queryTooLate(deadlineMs);
      yield* change({ compile: () => sql.raw<never>(`set local statement_timeout = ${leftMs}`).compile(kysely) });
      next = work.next(yield next.value);
    }
    return next.value;
  }

  async function enter(): Promise<void> {
    if (waiting.length >= maxWaiting) throw queryFailed(new Error('too many wait'));
    if (running >= maxRunning) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }

  return async (query, ...args) => {
    const endsAt = clock.monotonic() + deadlineMs;
    await enter();
    try {
      return (await read(() => until(endsAt, queries(query, args)))) as never;
    } catch (thrown) {
      if (codeOfCause(thrown) === queryCanceled) {
        log.warn('a query took too long', { query, deadlineMs });
        throw queryTooLate(deadlineMs);
      }
      if (thrown instanceof AppError) throw thrown;
      log.error('a query failed', { query, error: thrown });
      throw queryFailed(thrown);
    } finally {
      leave();
    }
  };
}

function codeOfCause(thrown: unknown): unknown {
  if (!(thrown instanceof AppError)) return null;
  const { cause } = thrown;
  return cause instanceof Error && 'code' in cause ? cause.code : null;
}
