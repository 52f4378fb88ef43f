/**
 * One connection of a process that works on jobs. It holds a lock that says "this owner lives", which PostgreSQL takes back when the connection
 * ends, however it ends; and it hears what other processes announce. When it breaks it is made anew.
 */
import { Client } from 'pg';
import type { Pool } from 'pg';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import { askOn } from './job-transactions.ts';
import type { Ask } from './job-transactions.ts';
import { toDatabaseError } from './to-database-error.ts';

export const jobChannel = 'gloss_jobs';

/** SQL: the key of an owner's lock; `owner` is SQL too. */
export function ownerLockKey(owner: string): string {
  return `hashtextextended('gloss job owner ' || ${owner}, 7302)`;
}

export interface JobSession {
  /** Connects where it is not connected. Nobody may take jobs before. @throws AppError `database_unavailable` */
  own(): Promise<void>;
  /** Runs a statement on this connection, which thereby proves that it is alive. @throws AppError `database_unavailable` */
  ask: Ask;
  /** Begins to hear announcements, and goes on trying where the database is away. */
  listen(): void;
  close(): Promise<void>;
}

export interface JobSessionEvents {
  announced(payload: string): void;
  /** Connected again: what was announced meanwhile was not heard. */
  returned(): void;
}

const firstWaitMs = 100;
const longestWaitMs = 5000;
/** A machine that vanished without a word is noticed by the server after 25 seconds, and its lock is free. */
const keepAlive =
  'set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3; set application_name = gloss_jobs';

/** @param pool whose settings its connection has */
export function createJobSession(
  pool: Pool,
  ownerId: string,
  { clock, log }: Pick<Outside, 'clock' | 'log'>,
  events: JobSessionEvents,
): JobSession {
  const stop = new AbortController();
  let client: Client | null = null;
  let connecting: Promise<Client> | null = null;
  let keeping: Promise<void> | null = null;
  let hasBeenConnected = false;

  async function connect(): Promise<Client> {
    const fresh = new Client(pool.options);
    fresh.on('error', () => lose(fresh));
    fresh.on('end', () => lose(fresh));
    fresh.on('notification', ({ payload }) => events.announced(payload ?? ''));
    try {
      await fresh.connect();
      await fresh.query(keepAlive);
      await fresh.query(`listen ${jobChannel}`);
      const [lock] = await askOn(fresh)<{ taken: boolean }>(
        `select pg_try_advisory_lock(${ownerLockKey('$1::text')}) as taken`,
        [ownerId],
      );
      // The server has not noticed yet that the connection before this one is gone.
      if (lock?.taken !== true) throw new Error('Connection terminated: its lock is still held');
      stop.signal.throwIfAborted();
    } catch (thrown) {
      void fresh.end().catch(() => undefined);
      throw thrown;
    }
    client = fresh;
    hasBeenConnected = true;
    return fresh;
  }

  async function connected(): Promise<Client> {
    if (stop.signal.aborted) throw new AppError({ code: 'store_closed', message: 'The job queue is closed.' });
    if (client) return client;
    connecting ??= connect().finally(() => (connecting = null));
    return connecting;
  }

  function lose(broken: Client): void {
    if (client !== broken) return;
    client = null;
    void broken.end().catch(() => undefined);
    if (stop.signal.aborted) return;
    log.warn('the connection that keeps jobs broke');
    keepTrying();
  }

  function keepTrying(): void {
    keeping ??= untilConnected().finally(() => (keeping = null));
  }

  async function untilConnected(): Promise<void> {
    let mayHaveMissed = hasBeenConnected;
    for (let waitMs = firstWaitMs; !stop.signal.aborted; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      try {
        await connected();
        if (mayHaveMissed) events.returned();
        return;
      } catch (error) {
        mayHaveMissed = true;
        log.debug('the connection that keeps jobs cannot be made', { cause: error });
      }
      await clock.sleep(waitMs, stop.signal).catch(() => undefined);
    }
  }

  return {
    async own() {
      try {
        await connected();
      } catch (thrown) {
        throw toDatabaseError(thrown);
      }
    },
    async ask<Row>(text: string, values: Parameters<Ask>[1]) {
      let used: Client | null = null;
      try {
        used = await connected();
        return await askOn(used)<Row>(text, values);
      } catch (thrown) {
        const error = toDatabaseError(thrown);
        // Also where it only does not answer: another one may.
        if (used && error instanceof AppError && error.code === 'database_unavailable') lose(used);
        throw error;
      }
    },
    listen() {
      if (!client) keepTrying();
    },
    async close() {
      stop.abort();
      await keeping;
      await connecting?.catch(() => undefined);
      const last = client;
      client = null;
      // Said, not left to the end of the connection, so that the jobs are free when this resolves.
      await last?.query('select pg_advisory_unlock_all()').catch(() => undefined);
      await last?.end().catch(() => undefined);
    },
  };
}
