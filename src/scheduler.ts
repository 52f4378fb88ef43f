/** Clock times that only enqueue; the work, its retries and its overlap belong to the job queue. */
import { schedule } from 'node-cron';
import type { Outside } from './core/outside.ts';
import type { JobEnqueuer } from './core/ports.ts';

export interface Scheduler {
  start(): void;
  stop(): Promise<void>;
}

/** Every schedule: its name is the job kind, its key holds the day, so that a second tick of one day finds the first job. */
const schedules = [{ kind: 'purge', cron: '17 3 * * *' }] as const;

export function createScheduler(jobs: JobEnqueuer, outside: Outside): Scheduler {
  const tasks: ReturnType<typeof schedule>[] = [];

  async function tick(kind: string): Promise<void> {
    const now = outside.clock.now();
    const day = new Date(now).toISOString().slice(0, 10);
    try {
      await jobs.enqueue([{ key: `cron:${kind}:${day}`, kind, payload: {}, runAt: now }]);
    } catch (error) {
      outside.log.error('a scheduled job could not be stored', { kind, error });
    }
  }

  return {
    start() {
      for (const { kind, cron } of schedules) {
        // At the start too: a machine that sleeps at night would otherwise never get to it; the key keeps it to once a day.
        void tick(kind);
        tasks.push(schedule(cron, () => tick(kind), { timezone: 'UTC', noOverlap: true }));
      }
    },
    async stop() {
      for (const task of tasks.splice(0)) await task.destroy();
    },
  };
}
