/** What the holder of a job does with it. Every write names the owner and the attempt, so a job that was taken away stays untouched. */
import type { Outside } from '../../core/outside.ts';
import { endOfFailure } from '../job-ends.ts';
import type { ClaimedJob, JobClaim, JobQueue } from '../job-queue.ts';
import { jobColumns, toClaimed } from '../job-rows.ts';
import type { JobRow } from '../job-rows.ts';
import type { JobSettings } from '../settings.ts';
import type { JobSession } from './job-session.ts';
import { jobNow } from './job-tickets.ts';
import type { JobTickets } from './job-tickets.ts';
import type { Ask, JobTransactions, JobValue } from './job-transactions.ts';

export type JobWork = Pick<
  JobQueue,
  'claim' | 'heartbeat' | 'saveStep' | 'complete' | 'fail' | 'release' | 'finishCancelled'
>;

/** The first three parameters of a statement that has it. */
const fence = `id = $1 and owner = $2 and attempts = $3 and status = 'running'`;
const free = `owner = null, lease_until = null`;

const begin = `
  update jobs set status = 'running', owner = $2, lease_until = ${jobNow} + $3,
    attempts = case when attempts = 0 and created_at < $4 then 2 else attempts + 1 end,
    started_at = coalesce(started_at, ${jobNow})
  where id = (select id from jobs where id = $1 and status = 'queued' for update skip locked)
  returning ${jobColumns}`;

// A finished step is progress: what died before it no longer counts.
const keepStep = `
  with held as (update jobs set crashes = 0 where ${fence} returning id, cancel_reason),
  stored as (
    insert into job_steps (job_id, name, output, attempt, started_at, finished_at)
    select id, $4, $5, $3, $6, ${jobNow} from held on conflict do nothing
  )
  select cancel_reason from held`;

const renew = `
  with held as (
    select id from jobs join unnest($1::text[], $2::bigint[]) as claim (job_id, attempt) on id = job_id and attempts = attempt
    where owner = $3 and status = 'running' order by id for update of jobs
  )
  update jobs set lease_until = ${jobNow} + $4 from held where jobs.id = held.id
  returning jobs.id, attempts, cancel_reason`;

/** @param openedAt when this program began by the queue's clock, in milliseconds since the epoch */
export function createPostgresJobWork(
  { ask, transact }: JobTransactions,
  tickets: JobTickets,
  session: JobSession,
  options: { settings: JobSettings; ownerId: string; openedAt: number; outside: Outside },
): JobWork {
  const { settings, ownerId, openedAt, outside } = options;
  const fenced = ({ jobId, attempt }: JobClaim): JobValue[] => [jobId, ownerId, attempt];

  async function begun(ask: Ask, kind: string): Promise<ClaimedJob | null> {
    for (;;) {
      const id = await tickets.take(ask, kind);
      if (id === null) return null;
      const [held] = await ask<JobRow>(begin, [id, ownerId, settings.leaseMs, openedAt]);
      if (held) return toClaimed(held, held.attempts === 1 ? [] : await readSteps(ask, id));
      const [row] = await ask<Pick<JobRow, 'status'>>('select status from jobs where id = $1 for update skip locked', [
        id,
      ]);
      // Somebody is just cancelling it; nobody waits for a row with a ticket in the hand, so two never wait for each other.
      if (row === undefined || row.status === 'queued') throw new RowIsBusy();
      await tickets.tear(ask, kind, [id]);
    }
  }

  /** The end of a held job: `set` is SQL, its parameters from `$4`. */
  function end(claim: JobClaim, set: string, values: readonly JobValue[] = []): Promise<boolean> {
    return transact(async (ask) => {
      const [row] = await ask<{ kind: string }>(`update jobs set ${free}, ${set} where ${fence} returning kind`, [
        ...fenced(claim),
        ...values,
      ]);
      if (row) await tickets.tear(ask, row.kind, [claim.jobId]);
      return row !== undefined;
    });
  }

  const readHeld = async (ask: Ask, claim: JobClaim): Promise<(JobRow & { now: number }) | undefined> => {
    const rows = await ask<JobRow & { now: number }>(
      `select ${jobColumns}, ${jobNow} as now from jobs where ${fence} for update`,
      fenced(claim),
    );
    return rows[0];
  };
  const setCancelled = `status = 'cancelled', finished_at = ${jobNow}, notice = 'due'`;

  /** Ends a job whose row is locked here. */
  async function endHeld(ask: Ask, row: JobRow, set: string, values: readonly JobValue[] = []): Promise<void> {
    await ask(`update jobs set ${free}, ${set} where id = $1`, [row.id, ...values]);
    await tickets.tear(ask, row.kind, [row.id]);
  }

  return {
    async claim(kind) {
      // Most kinds have nothing to do most of the time, and a look costs a fifth of a try.
      const due = await ask(
        `select 1 from jobs where status = 'queued' and kind = $1 and run_at <= ${jobNow} limit 1`,
        [kind],
      );
      if (due.length === 0) return null;
      await session.own();
      await tickets.prepare([kind]);
      try {
        return await transact((ask) => begun(ask, kind));
      } catch (thrown) {
        if (thrown instanceof RowIsBusy) return null;
        throw thrown;
      }
    },
    async heartbeat(claims) {
      const values = [claims.map(({ jobId }) => jobId), claims.map(({ attempt }) => attempt)];
      // On the connection that holds the owner's lock: who cannot use it must not believe to hold anything.
      const rows = await session.ask<Pick<JobRow, 'id' | 'attempts' | 'cancel_reason'>>(renew, [
        ...values,
        ownerId,
        settings.leaseMs,
      ]);
      const held = new Map(rows.map((row) => [`${row.id} ${row.attempts}`, row]));
      const lost: string[] = [];
      const cancelling: { jobId: string; reason: string }[] = [];
      for (const { jobId, attempt } of claims) {
        const row = held.get(`${jobId} ${attempt}`);
        if (!row) lost.push(jobId);
        else if (row.cancel_reason !== null) cancelling.push({ jobId, reason: row.cancel_reason });
      }
      return { lost, cancelling };
    },
    async saveStep(claim, { name, output, startedAt }) {
      const [held] = await ask<{ cancel_reason: string | null }>(keepStep, [...fenced(claim), name, output, startedAt]);
      if (!held) return { outcome: 'lost' };
      return held.cancel_reason === null ? { outcome: 'saved' } : { outcome: 'cancelled', reason: held.cancel_reason };
    },
    complete: (claim) => end(claim, `status = 'done', failure = null, finished_at = ${jobNow}`),
    finishCancelled: (claim) => end(claim, setCancelled),
    fail: (claim, error) =>
      transact(async (ask) => {
        const row = await readHeld(ask, claim);
        if (!row) return { outcome: 'lost' };
        const after = endOfFailure(row, error, settings, row.now, outside.random);
        if (after.outcome === 'cancelled') {
          await endHeld(ask, row, setCancelled);
          return { outcome: 'cancelled' };
        }
        if (after.outcome === 'dead') {
          const set = `status = 'dead', failures = failures + 1, failure = $2, finished_at = ${jobNow}, notice = 'due'`;
          await endHeld(ask, row, set, [after.failure]);
          return { outcome: 'dead' };
        }
        const { runAt, failure } = after;
        const set = `status = 'queued', run_at = $2, failures = failures + 1, crashes = 0, failure = $3`;
        await endHeld(ask, row, set, [runAt, failure]);
        await tickets.put(ask, [{ id: row.id, kind: row.kind, runAt }]);
        return { outcome: 'retry', runAt };
      }),
    release: (claim) =>
      transact(async (ask) => {
        const row = await readHeld(ask, claim);
        if (!row) return false;
        // A job that is given back has not failed: it keeps the attempts that are left, and the crashes that were counted.
        await endHeld(ask, row, row.cancel_reason === null ? `status = 'queued'` : setCancelled);
        if (row.cancel_reason === null) await tickets.put(ask, [{ id: row.id, kind: row.kind, runAt: row.run_at }]);
        return true;
      }),
  };
}

async function readSteps(ask: Ask, jobId: string): Promise<[name: string, output: string][]> {
  const rows = await ask<{ name: string; output: string }>('select name, output from job_steps where job_id = $1', [
    jobId,
  ]);
  return rows.map(({ name, output }) => [name, output]);
}

/** Ends the transaction; the ticket stays. */
class RowIsBusy extends Error {}
