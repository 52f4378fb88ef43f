/** What the holder of a job does with it. Every write names the owner and the attempt, so a job that was taken away stays untouched. */
import type { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import { createSetbackWatch } from './clock-setback.ts';
import { endOfFailure } from './job-ends.ts';
import type { ClaimedJob, FailOutcome, FinishedStep, JobClaim, SaveOutcome } from './job-queue.ts';
import { toClaimed } from './job-rows.ts';
import type { JobRow } from './job-rows.ts';
import type { MainSchema } from './schema.ts';
import type { JobSettings } from './settings.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

export interface JobWork {
  claim(kind: string): ClaimedJob | null;
  heartbeat(claims: readonly JobClaim[]): { lost: string[]; cancelling: { jobId: string; reason: string }[] };
  saveStep(claim: JobClaim, step: FinishedStep): SaveOutcome;
  complete(claim: JobClaim): boolean;
  fail(claim: JobClaim, error: AppError): FailOutcome;
  release(claim: JobClaim): boolean;
  finishCancelled(claim: JobClaim): boolean;
}

interface Fence extends JobClaim {
  owner: string;
}

const fence = `id = @jobId and owner = @owner and attempts = @attempt and status = 'running'`;

export function createJobWork(
  { handle, barrier }: SqliteDatabase<MainSchema>,
  settings: JobSettings,
  ownerId: () => string,
  outside: Outside,
): JobWork {
  const openedAt = outside.clock.now();
  // A power failure may have taken the claim of a job that is older than this program: then too its attempt is not called the first.
  const claimNext = handle.prepare<
    { kind: string; owner: string; now: number; leaseUntil: number; openedAt: number },
    JobRow
  >(
    `update jobs set status = 'running', owner = @owner, lease_until = @leaseUntil,
       attempts = case when attempts = 0 and created_at < @openedAt then 2 else attempts + 1 end,
       started_at = coalesce(started_at, @now)
     where id = (select id from jobs where status = 'queued' and kind = @kind and run_at <= @now order by run_at, id limit 1)
     returning *`,
  );
  // Waiting jobs were given their time by a clock that was ahead: without this they would wait until it comes again.
  const bringForward = handle.prepare<{ backMs: number; now: number }>(
    `update jobs set run_at = run_at - @backMs where status = 'queued' and run_at > @now`,
  );
  const setback = createSetbackWatch(outside.clock);
  const hasDue = handle
    .prepare<[string, number]>(`select 1 from jobs where status = 'queued' and kind = ? and run_at <= ? limit 1`)
    .pluck();
  const readSteps = handle
    .prepare<[string], [string, string]>('select name, output from job_steps where job_id = ?')
    .raw();
  const renew = handle.prepare<Fence & { leaseUntil: number }, { cancel_reason: string | null }>(
    `update jobs set lease_until = @leaseUntil where ${fence} returning cancel_reason`,
  );
  // A finished step is progress: what died before it no longer counts.
  const noteProgress = handle.prepare<Fence, { cancel_reason: string | null }>(
    `update jobs set crashes = 0 where ${fence} returning cancel_reason`,
  );
  const insertStep = handle.prepare(
    `insert into job_steps (job_id, name, output, attempt, started_at, finished_at)
     values (@jobId, @name, @output, @attempt, @startedAt, @now) on conflict do nothing`,
  );
  const setDone = handle.prepare(
    `update jobs set status = 'done', owner = null, lease_until = null, failure = null, finished_at = @now where ${fence}`,
  );
  const setCancelled = handle.prepare(
    `update jobs set status = 'cancelled', owner = null, lease_until = null, finished_at = @now, notice = 'due' where ${fence}`,
  );
  // A job that is given back has not failed: it keeps the attempts that are left, and the crashes that were counted.
  const setQueued = handle.prepare(
    `update jobs set status = 'queued', owner = null, lease_until = null, run_at = @runAt, failures = failures + @failed,
       crashes = case when @failed then 0 else crashes end, failure = coalesce(@failure, failure) where ${fence}`,
  );
  const setDead = handle.prepare(
    `update jobs set status = 'dead', owner = null, lease_until = null, failures = failures + 1, failure = @failure,
       finished_at = @now, notice = 'due' where ${fence}`,
  );
  const readHeld = handle.prepare<Fence, JobRow>(`select * from jobs where ${fence}`);

  const fenced = (claim: JobClaim): Fence => ({ jobId: claim.jobId, attempt: claim.attempt, owner: ownerId() });

  const heartbeat = handle.transaction((claims: readonly JobClaim[]) => {
    const leaseUntil = outside.clock.now() + settings.leaseMs;
    const lost: string[] = [];
    const cancelling: { jobId: string; reason: string }[] = [];
    for (const claim of claims) {
      const held = renew.get({ ...fenced(claim), leaseUntil });
      if (!held) lost.push(claim.jobId);
      else if (held.cancel_reason !== null) cancelling.push({ jobId: claim.jobId, reason: held.cancel_reason });
    }
    return { lost, cancelling };
  });

  const saveStep = handle.transaction((claim: JobClaim, step: FinishedStep): SaveOutcome => {
    const held = noteProgress.get(fenced(claim));
    if (!held) return { outcome: 'lost' };
    insertStep.run({ ...step, jobId: claim.jobId, attempt: claim.attempt, now: outside.clock.now() });
    return held.cancel_reason === null ? { outcome: 'saved' } : { outcome: 'cancelled', reason: held.cancel_reason };
  });

  const fail = handle.transaction((claim: JobClaim, error: AppError): FailOutcome => {
    const held = readHeld.get(fenced(claim));
    if (!held) return { outcome: 'lost' };
    const now = outside.clock.now();
    const end = endOfFailure(held, error, settings, now, outside.random);
    if (end.outcome === 'cancelled') {
      setCancelled.run({ ...fenced(claim), now });
      return { outcome: 'cancelled' };
    }
    const { failure } = end;
    if (end.outcome === 'dead') {
      setDead.run({ ...fenced(claim), failure, now });
      return { outcome: 'dead' };
    }
    setQueued.run({ ...fenced(claim), runAt: end.runAt, failed: 1, failure });
    return { outcome: 'retry', runAt: end.runAt };
  });

  const release = handle.transaction((claim: JobClaim) => {
    const held = readHeld.get(fenced(claim));
    if (!held) return false;
    if (held.cancel_reason === null) setQueued.run({ ...fenced(claim), runAt: held.run_at, failed: 0, failure: null });
    else setCancelled.run({ ...fenced(claim), now: outside.clock.now() });
    return true;
  });

  return {
    claim(kind) {
      const owner = ownerId();
      const now = outside.clock.now();
      const backMs = setback();
      if (backMs > 0) bringForward.run({ backMs, now });
      // A look costs a hundredth of a write, and most kinds have nothing to do most of the time.
      if (hasDue.get(kind, now) === undefined) return null;
      // Not `get`: that takes its row and never hears that the commit failed, on a full disk say.
      const [row] = barrier.relaxed(() =>
        claimNext.all({ kind, owner, now, leaseUntil: now + settings.leaseMs, openedAt }),
      );
      if (!row) return null;
      return toClaimed(row, row.attempts > 1 ? readSteps.all(row.id) : []);
    },
    heartbeat: (claims) => barrier.relaxed(() => heartbeat.immediate(claims)),
    saveStep: (claim, step) => barrier.relaxed(() => saveStep.immediate(claim, step)),
    complete: (claim) =>
      barrier.relaxed(() => setDone.run({ ...fenced(claim), now: outside.clock.now() })).changes === 1,
    fail: (claim, error) => fail.immediate(claim, error),
    release: (claim) => release.immediate(claim),
    finishCancelled: (claim) => setCancelled.run({ ...fenced(claim), now: outside.clock.now() }).changes === 1,
  };
}
