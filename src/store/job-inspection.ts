/** Looking at the queue, and forgetting what is old. */
import { setImmediate } from 'node:timers/promises';
import type { JobStatus } from '../core/ports.ts';
import { all, change, statement } from './database.ts';
import type { Database, Work } from './database.ts';
import type { JobQueue } from './job-queue.ts';
import { payloadOf, toRecord } from './job-rows.ts';
import type { MainSchema } from './schema.ts';

/** Rows of one purge transaction: short enough that nobody waits for it. */
const purgeBatch = 200;

export interface JobInspection extends Pick<JobQueue, 'counts' | 'list' | 'get'> {
  /** Times in milliseconds since the epoch: what is older goes. */
  purge(eventsBefore: number, jobsBefore: number): Promise<{ events: number; jobs: number }>;
}

const deleteEvents = statement<{ before: number; count: number }>(
  'delete from inbox where event_id in (select event_id from inbox where received_at < @before limit @count)',
);
const readOld = statement<{ before: number; count: number }, { id: string }>(
  `select id from jobs where payload <> '' and finished_at < @before limit @count`,
);
const deleteSteps = statement<{ id: string }>('delete from job_steps where job_id = @id');
const clearPayload = statement<{ id: string }>(`update jobs set payload = '' where id = @id`);

export function createJobInspection(database: Database<MainSchema>): JobInspection {
  const { kysely } = database;

  function* clearOld(before: number): Work<number> {
    const rows = yield* all(readOld, { before, count: purgeBatch });
    for (const { id } of rows) {
      yield* change(deleteSteps, { id });
      yield* change(clearPayload, { id });
    }
    return rows.length;
  }

  /** Batch after batch. @returns how many in all */
  async function inBatches(work: () => Work<number>): Promise<number> {
    let total = 0;
    for (let count = purgeBatch; count === purgeBatch; total += count) {
      count = await database.transact('purge', work);
      await setImmediate();
    }
    return total;
  }

  return {
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
    purge: async (eventsBefore, jobsBefore) => ({
      events: await inBatches(() => change(deleteEvents, { before: eventsBefore, count: purgeBatch })),
      jobs: await inBatches(() => clearOld(jobsBefore)),
    }),
  };
}
