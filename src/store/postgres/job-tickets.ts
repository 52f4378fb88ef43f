/**
 * pg-boss as the one who hands jobs out. A ticket is one of its jobs, with the id of ours: there is one exactly while our row waits or runs, and
 * it is put, taken and torn in the transaction that changes the row. Which job is next, and that nobody else gets it, pg-boss decides; what
 * became of a job only our rows know. Its supervisor and its schedules stay off, for leases and schedules are the rows' too.
 */
import { PgBoss } from 'pg-boss';
import type { Pool } from 'pg';
import type { Log } from '../../core/outside.ts';
import type { Ask, JobValue } from './job-transactions.ts';
import { toDatabaseError } from './to-database-error.ts';

/** Of pg-boss in our database. */
export const ticketSchema = 'gloss_jobs';

/**
 * SQL: milliseconds since the epoch by pg-boss's clock, which is the database's: tickets and rows are due at the same moment, and a process whose
 * clock is wrong takes nobody's jobs.
 */
export const jobNow = `floor(extract(epoch from ${ticketSchema}.job_now()) * 1000)::bigint`;

export interface Ticket {
  /** Of the job. */
  id: string;
  kind: string;
  /** Milliseconds since the epoch. */
  runAt: number;
}

/** `ask` is that of the transaction in which it happens. */
export interface JobTickets {
  /** Call it before the transaction: makes the queues of kinds that were never seen. */
  prepare(kinds: Iterable<string>): Promise<void>;
  put(ask: Ask, tickets: readonly Ticket[]): Promise<void>;
  /** @returns the id of the longest due job of the kind, to the second; null where none is due. Nobody else gets it before the transaction ends. */
  take(ask: Ask, kind: string): Promise<string | null>;
  tear(ask: Ask, kind: string, jobIds: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** 2026-01-01 in seconds, so that the times of the next 60 years fit into the 32 bits of a priority. */
const firstSecond = 1_767_225_600;
const noJob = '00000000-0000-0000-0000-000000000000';

/** Makes pg-boss's tables where they are missing; one program at a time, for it takes no lock before its schema is there. */
export async function openJobTickets(pool: Pool, log: Log): Promise<JobTickets> {
  const boss = new PgBoss({
    db: { executeSql: (text, values) => pool.query(text, values) },
    schema: ticketSchema,
    supervise: false,
    schedule: false,
  });
  // What it does by itself, a look at its list of queues each minute; without a listener its failure would end the process.
  boss.on('error', (error) => log.warn('pg-boss could not look at its queues', { cause: error }));
  const prepared = new Map<string, Promise<void>>();

  async function makeQueue(kind: string): Promise<void> {
    try {
      await boss.createQueue(kind);
      // It remembers a queue with the first call that names it; in a transaction it would ask for another connection.
      await boss.touch(kind, noJob);
    } catch (thrown) {
      prepared.delete(kind);
      throw toDatabaseError(thrown);
    }
  }

  try {
    await boss.start();
  } catch (thrown) {
    throw toDatabaseError(thrown);
  }
  return {
    async prepare(kinds) {
      for (const kind of kinds) {
        const made = prepared.get(kind) ?? makeQueue(kind);
        prepared.set(kind, made);
        await made;
      }
    },
    async put(ask, tickets) {
      for (const [kind, ofKind] of Map.groupBy(tickets, (ticket) => ticket.kind)) {
        const jobs = ofKind.map(({ id, runAt }) => ({
          id,
          startAfter: new Date(runAt).toISOString(),
          // The longer due the higher, so that what is given back goes before what is new.
          priority: firstSecond - Math.floor(runAt / 1000),
        }));
        await boss.insert(kind, jobs, { db: within(ask), returnId: false });
      }
    },
    async take(ask, kind) {
      const [ticket] = await boss.fetch(kind, { db: within(ask) });
      return ticket?.id ?? null;
    },
    async tear(ask, kind, jobIds) {
      if (jobIds.length > 0) await boss.deleteJob(kind, [...jobIds], { db: within(ask) });
    },
    close: () => boss.stop({ graceful: false, close: false }),
  };
}

function within(ask: Ask) {
  return {
    executeSql: async (text: string, values?: unknown[]) => ({
      rows: await ask(text, values as JobValue[] | undefined),
    }),
  };
}
