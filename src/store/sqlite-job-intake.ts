/** The way into the queue: storing jobs with the event that caused them, and cancelling by group. */
import type { EnqueuedJob, NewJob } from '../core/ports.ts';
import type { Outside } from '../core/outside.ts';
import { defaultMaxAttempts } from './job-rows.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import type { MainSchema } from './schema.ts';

export interface JobIntake {
  enqueue(jobs: readonly NewJob[], eventId?: string): { duplicate: boolean; jobs: EnqueuedJob[] };
  /** @returns how many waiting jobs were cancelled, and the ids of running ones that were asked to stop. */
  cancelGroup(group: string, reason: string): { cancelled: number; stopping: string[] };
}

export function createJobIntake({ handle }: SqliteDatabase<MainSchema>, outside: Outside): JobIntake {
  const rememberEvent = handle.prepare(
    'insert into inbox (event_id, received_at) values (?, ?) on conflict do nothing',
  );
  const findByKey = handle.prepare<[string], string>('select id from jobs where key = ?').pluck();
  const insertJob = handle.prepare(
    `insert into jobs (id, key, kind, payload, status, job_group, max_attempts, run_at, created_at)
     values (@id, @key, @kind, @payload, 'queued', @group, @maxAttempts, @runAt, @now)
     on conflict (key) do nothing`,
  );
  // A job that had been begun may have left something in the world, so its kind is told of the cancellation.
  const cancelQueued = handle.prepare(
    `update jobs set status = 'cancelled', cancel_reason = @reason, finished_at = @now,
       notice = case when attempts > 0 then 'due' end
     where job_group = @group and status = 'queued'`,
  );
  const flagRunning = handle
    .prepare<{ group: string; reason: string }, string>(
      `update jobs set cancel_reason = @reason where job_group = @group and status = 'running' and cancel_reason is null returning id`,
    )
    .pluck();

  function storeJob(job: NewJob, now: number): EnqueuedJob {
    const id = outside.newId();
    const { changes } = insertJob.run({
      id,
      key: job.key,
      kind: job.kind,
      payload: JSON.stringify(job.payload ?? null),
      group: job.group ?? null,
      maxAttempts: job.maxAttempts ?? defaultMaxAttempts,
      runAt: job.runAt ?? now,
      now,
    });
    return changes === 1 ? { id, created: true } : { id: findByKey.get(job.key) ?? id, created: false };
  }

  const enqueue = handle.transaction((jobs: readonly NewJob[], eventId: string | undefined) => {
    const now = outside.clock.now();
    if (eventId !== undefined && rememberEvent.run(eventId, now).changes === 0) {
      const known = jobs.flatMap((job) => findByKey.get(job.key) ?? []);
      return { duplicate: true, jobs: known.map((id) => ({ id, created: false })) };
    }
    return { duplicate: false, jobs: jobs.map((job) => storeJob(job, now)) };
  });

  const cancelGroup = handle.transaction((group: string, reason: string) => ({
    cancelled: cancelQueued.run({ group, reason, now: outside.clock.now() }).changes,
    stopping: flagRunning.all({ group, reason }),
  }));

  return {
    enqueue: (jobs, eventId) => enqueue.immediate(jobs, eventId),
    cancelGroup: (group, reason) => cancelGroup.immediate(group, reason),
  };
}
