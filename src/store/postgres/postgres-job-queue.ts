import type { Outside } from '../../core/outside.ts';
import { createJobInspection } from '../job-inspection.ts';
import type { JobChange, JobQueue } from '../job-queue.ts';
import type { MainSchema } from '../schema.ts';
import type { StoreSettings } from '../settings.ts';
import { createJobSession } from './job-session.ts';
import { jobNow, openJobTickets } from './job-tickets.ts';
import { createJobTransactions } from './job-transactions.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { createPostgresJobIntake } from './postgres-job-intake.ts';
import { readAnnouncement } from './job-announcement.ts';
import { createPostgresJobRecovery } from './postgres-job-recovery.ts';
import { createPostgresJobWork } from './postgres-job-work.ts';

const dayMs = 86_400_000;

/** The queue that several processes share: the tables are those of SQLite, and pg-boss hands the jobs out. */
export interface PostgresJobQueue extends JobQueue {
  /** Gives the owner's lock back. Jobs that were not given back before are taken over by other processes as after a crash. */
  close(): Promise<void>;
}

/** Call it after the migrations. @throws AppError `database_unavailable`, `database_refused` */
export async function createPostgresJobQueue(
  database: PostgresDatabase<MainSchema>,
  settings: Pick<StoreSettings, 'jobs' | 'inboxDays' | 'jobDays'>,
  outside: Outside,
): Promise<PostgresJobQueue> {
  const { pool } = database;
  const ownerId = outside.newId();
  const listeners = new Set<(change: JobChange) => void>();
  const tell = (change: JobChange): void => listeners.forEach((listener) => listener(change));

  const transactions = createJobTransactions(pool);
  const tickets = await openJobTickets(pool, outside.log);
  const [opened] = await transactions.ask<{ now: number }>(`select ${jobNow} as now`);
  const session = createJobSession(pool, ownerId, outside, {
    announced(payload) {
      const announcement = readAnnouncement(payload);
      if (announcement === null) return;
      const { by, ...change } = announcement;
      if (by !== ownerId) tell(change);
    },
    returned: () => tell({ type: 'enqueued' }),
  });
  const intake = createPostgresJobIntake(transactions, tickets, ownerId, outside);
  const options = { settings: settings.jobs, ownerId, openedAt: opened?.now ?? 0, outside };
  const work = createPostgresJobWork(transactions, tickets, session, options);
  const recovery = createPostgresJobRecovery(transactions, tickets, session, options);
  const inspection = createJobInspection(database);

  return {
    ...work,
    ...recovery,
    counts: () => inspection.counts(),
    list: (filter) => inspection.list(filter),
    get: (jobId) => inspection.get(jobId),
    async enqueue(jobs, eventId) {
      const result = await intake.enqueue(jobs, eventId);
      if (result.jobs.some((job) => job.created)) tell({ type: 'enqueued' });
      return result;
    },
    async cancelGroup(group, reason) {
      const { cancelled, stopping } = await intake.cancelGroup(group, reason);
      if (cancelled + stopping.length > 0) tell({ type: 'cancelling', jobIds: stopping, reason });
      return { cancelled, stopping: stopping.length };
    },
    async nextDueAt(kinds) {
      const [first] = await transactions.ask<{ at: number | null }>(
        `select min(at) as at from unnest($1::text[]) as wanted (name), lateral (
           select run_at as at from jobs where status = 'queued' and kind = name order by run_at, id limit 1) as due`,
        [kinds],
      );
      return first?.at ?? null;
    },
    purge() {
      const now = outside.clock.now();
      return inspection.purge(now - settings.inboxDays * dayMs, now - settings.jobDays * dayMs);
    },
    subscribe(listener) {
      listeners.add(listener);
      session.listen();
      return () => listeners.delete(listener);
    },
    async close() {
      await session.close();
      await tickets.close();
    },
  };
}
