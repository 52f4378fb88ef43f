import { sql } from 'kysely';
import type { QueueLoadStore } from '../../core/queue-load.ts';
import type { Database } from '../database.ts';
import type { MainSchema } from '../schema.ts';

/** Both answers come from the small ends of indexes, however many jobs there ever were. */
export function createQueueLoadStore({ kysely }: Pick<Database<MainSchema>, 'kysely'>): QueueLoadStore {
  return {
    async load(nowMs, latelyMs) {
      const { waiting } = await kysely
        .selectFrom('jobs')
        .select((row) => row.fn.countAll<number>().as('waiting'))
        // In the words of the partial index, so that SQLite uses it.
        .where(sql<boolean>`status = 'queued'`)
        .where('run_at', '<=', nowMs)
        .executeTakeFirstOrThrow();
      const { count, sinceMs } = await kysely
        .selectFrom('jobs')
        .select((row) => [row.fn.countAll<number>().as('count'), row.fn.min('started_at').as('sinceMs')])
        .where(sql<boolean>`payload <> ''`)
        .where('finished_at', '>', nowMs - latelyMs)
        .where('status', '=', 'done')
        .executeTakeFirstOrThrow();
      const finished = sinceMs === null ? null : { count, sinceMs };
      return { waiting, finished };
    },
  };
}
