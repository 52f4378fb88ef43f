/** Looking at the queue, and forgetting what is old. */
import { setImmediate } from 'node:timers/promises';
import type { JobStatus } from '../core/ports.ts';
import type { JobDetail, JobRecord } from './job-queue.ts';
import { payloadOf, toRecord } from './job-rows.ts';
import type { MainSchema } from './schema.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** Rows of one purge transaction: short enough that nobody waits for it. */
const purgeBatch = 200;

export interface JobInspection {
  nextDueAt(kinds: readonly string[]): number | null;
  counts(): Promise<Record<JobStatus, number>>;
  list(filter: { status?: JobStatus; limit: number; before?: string }): Promise<JobRecord[]>;
  get(jobId: string): Promise<JobDetail | null>;
  /** Times in milliseconds since the epoch: what is older goes. */
  purge(eventsBefore: number, jobsBefore: number): Promise<{ events: number; jobs: number }>;
}

export function createJobInspection({ handle, kysely }: SqliteDatabase<MainSchema>): JobInspection {
  const firstDue = handle
    .prepare<[string], number>(
      `select run_at from jobs where status = 'queued' and kind = ? order by run_at, id limit 1`,
    )
    .pluck();
  const deleteEvents = handle.prepare(
    'delete from inbox where event_id in (select event_id from inbox where received_at < ? limit ?)',
  );
  const readOld = handle
    .prepare<[number, number], string>(`select id from jobs where payload <> '' and finished_at < ? limit ?`)
    .pluck();
  const deleteSteps = handle.prepare('delete from job_steps where job_id = ?');
  const clearPayload = handle.prepare(`update jobs set payload = '' where id = ?`);
  const clearOld = handle.transaction((before: number) => {
    const ids = readOld.all(before, purgeBatch);
    for (const id of ids) {
      deleteSteps.run(id);
      clearPayload.run(id);
    }
    return ids.length;
  });

  return {
    nextDueAt(kinds) {
      const times = kinds.flatMap((kind) => firstDue.get(kind) ?? []);
      return times.length === 0 ? null : Math.min(...times);
    },
    async counts() {
      const counts: Record<JobStatus, number> = { queued: 0, running: 0, done: 0, cancelled: 0, dead: 0 };
      const rows = await kysely
        .selectFrom('jobs')
        .select((row) => ['status', row.fn.countAll<number>().as('count')])
        .groupBy('status')
        .execute();
      for (const row of rows) counts[row.status] = row.count;
      return counts;
    },
    async list(filter) {
      let query = kysely.selectFrom('jobs').selectAll().orderBy('id', 'desc').limit(filter.limit);
      if (filter.status !== undefined) query = query.where('status', '=', filter.status);
      if (filter.before !== undefined) query = query.where('id', '<', filter.before);
      return (await query.execute()).map(toRecord);
    },
    async get(jobId) {
      const row = await kysely.selectFrom('jobs').selectAll().where('id', '=', jobId).executeTakeFirst();
      if (!row) return null;
      const steps = await kysely
        .selectFrom('job_steps')
        .select(['name', 'attempt', 'started_at as startedAt', 'finished_at as finishedAt'])
        .where('job_id', '=', jobId)
        .orderBy('started_at')
        .orderBy('finished_at')
        .execute();
      return { ...toRecord(row), payload: payloadOf(row), steps };
    },
    async purge(eventsBefore, jobsBefore) {
      const total = { events: 0, jobs: 0 };
      for (let count = purgeBatch; count === purgeBatch; total.events += count) {
        count = deleteEvents.run(eventsBefore, purgeBatch).changes;
        await setImmediate();
      }
      for (let count = purgeBatch; count === purgeBatch; total.jobs += count) {
        count = clearOld.immediate(jobsBefore);
        await setImmediate();
      }
      return total;
    },
  };
}
