import type { Outside } from '../core/outside.ts';
import { createJobInspection } from './job-inspection.ts';
import type { JobChange, JobQueue } from './job-queue.ts';
import { isOwnerAlive, removeDeadOwners, takeOwnerLock } from './owner-lock.ts';
import type { OwnerLock } from './owner-lock.ts';
import type { MainSchema } from './schema.ts';
import type { StoreSettings } from './settings.ts';
import type { SqliteDatabase } from './sqlite-database.ts';
import { createJobIntake } from './sqlite-job-intake.ts';
import { createJobRecovery } from './sqlite-job-recovery.ts';
import { createJobWork } from './sqlite-job-work.ts';

const dayMs = 86_400_000;

/** The queue on SQLite: one table of jobs, one of finished steps, leases fenced by owner and attempt. */
export interface SqliteJobQueue extends JobQueue {
  /** Gives the owner lock back. Jobs that were not given back before are taken over by the next process as after a crash. */
  close(): void;
}

export function createSqliteJobQueue(
  database: SqliteDatabase<MainSchema>,
  settings: StoreSettings,
  outside: Outside,
): SqliteJobQueue {
  const listeners = new Set<(change: JobChange) => void>();
  const announce = (change: JobChange): void => listeners.forEach((listener) => listener(change));
  const ownerId = outside.newId();
  let lock: OwnerLock | null = null;
  // Programs that only store jobs never own one, so the lock waits for the first that takes some.
  const ownId = (): string => {
    // What is in memory belongs to this process alone.
    if (lock === null && database.path !== ':memory:') {
      removeDeadOwners(database.path);
      lock = takeOwnerLock(database.path, ownerId);
    }
    return ownerId;
  };
  const owners = { ownId, isAlive: (id: string) => isOwnerAlive(database.path, id) };
  const intake = createJobIntake(database, outside);
  const work = createJobWork(database, settings.jobs, ownId, outside);
  const recovery = createJobRecovery(database, settings.jobs, owners, outside);
  const inspection = createJobInspection(database);
  const firstDue = database.handle
    .prepare<[string], number>(
      `select run_at from jobs where status = 'queued' and kind = ? order by run_at, id limit 1`,
    )
    .pluck();

  return {
    async enqueue(jobs, eventId) {
      const result = database.barrier.relaxed(() => intake.enqueue(jobs, eventId));
      // Slack hears that its event was taken when this resolves, so by then it is on the disk; the event loop does not wait for it.
      await database.barrier.reached();
      if (result.jobs.some((job) => job.created)) announce({ type: 'enqueued' });
      return result;
    },
    async cancelGroup(group, reason) {
      const { cancelled, stopping } = intake.cancelGroup(group, reason);
      if (cancelled + stopping.length > 0) announce({ type: 'cancelling', jobIds: stopping, reason });
      return { cancelled, stopping: stopping.length };
    },
    claim: async (kind) => work.claim(kind),
    heartbeat: async (claims) => work.heartbeat(claims),
    saveStep: async (claim, step) => work.saveStep(claim, step),
    complete: async (claim) => work.complete(claim),
    fail: async (claim, error) => work.fail(claim, error),
    release: async (claim) => work.release(claim),
    finishCancelled: async (claim) => work.finishCancelled(claim),
    recover: async (active) => recovery.recover(active),
    refuseUnknownKinds: async (kinds) => recovery.refuseUnknownKinds(kinds),
    takeNotice: async () => recovery.takeNotice(),
    noticeGiven: async (jobId) => recovery.noticeGiven(jobId),
    async nextDueAt(kinds) {
      const times = kinds.flatMap((kind) => firstDue.get(kind) ?? []);
      return times.length === 0 ? null : Math.min(...times);
    },
    counts: () => inspection.counts(),
    list: (filter) => inspection.list(filter),
    get: (jobId) => inspection.get(jobId),
    purge() {
      const now = outside.clock.now();
      return inspection.purge(now - settings.inboxDays * dayMs, now - settings.jobDays * dayMs);
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close() {
      lock?.release();
      lock = null;
    },
  };
}
