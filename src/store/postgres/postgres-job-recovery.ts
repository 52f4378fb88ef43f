/** What happens to jobs without a holder: processes that died, kinds nobody knows, ends that must still be told. */
import { endOfCrash, noticeTries, toNotice, unknownKindFailure } from '../job-ends.ts';
import type { JobQueue } from '../job-queue.ts';
import { jobColumns } from '../job-rows.ts';
import type { JobRow } from '../job-rows.ts';
import type { JobSettings } from '../settings.ts';
import { ownerLockKey } from './job-session.ts';
import type { JobSession } from './job-session.ts';
import { jobNow, ticketSchema } from './job-tickets.ts';
import type { JobTickets, Ticket } from './job-tickets.ts';
import type { Ask, JobTransactions } from './job-transactions.ts';

export type JobRecovery = Pick<JobQueue, 'recover' | 'refuseUnknownKinds' | 'takeNotice' | 'noticeGiven'>;

/** While a new version is rolled out, its jobs may be there before the last process of the old one is gone. */
export const unknownKindPatienceMs = 600_000;
const ticketsAtOnce = 500;

const readDeadOwners = `
  select owner from (select distinct owner from jobs where owner is not null and owner <> $1) as held
  where pg_try_advisory_xact_lock(${ownerLockKey('owner')})`;

// Where the server itself was started after a job's last sign of life, all locks are gone and say nothing: then its lease alone counts. A
// server that started after now, as a held clock sees it, says nothing either.
const readAbandoned = `
  select ${jobColumns} from jobs
  where owner is not null and not (owner = $2 and id || ' ' || attempts = any($3)) and (
    lease_until < ${jobNow}
    or (owner = any($1) and not (pg_postmaster_start_time() <= ${ticketSchema}.job_now()
      and to_timestamp((lease_until - $4) / 1000.0) < pg_postmaster_start_time()))
  )
  order by id for update skip locked`;

// Hops from one kind to the next in the index instead of reading every waiting job.
const readWaitingKinds = `
  with recursive waiting (kind) as (
    (select kind from jobs where status = 'queued' order by kind limit 1)
    union all
    select (select jobs.kind from jobs where status = 'queued' and jobs.kind > waiting.kind order by jobs.kind limit 1)
    from waiting where waiting.kind is not null
  )
  select kind from waiting where kind is not null`;

const readTicketless = `
  select id, kind, run_at as "runAt" from jobs
  where status = 'queued' and not exists (
    select 1 from ${ticketSchema}.job as ticket where ticket.name = jobs.kind and ticket.id = jobs.id::uuid
  )
  order by id limit ${ticketsAtOnce} for update of jobs skip locked`;

const takeDueNotice = `
  update jobs set notice = 'taken', notice_tries = notice_tries + 1, owner = $1, lease_until = ${jobNow} + $2
  where id = (select id from jobs where notice = 'due' order by finished_at limit 1 for update skip locked)
  returning ${jobColumns}`;

export function createPostgresJobRecovery(
  { ask, transact }: JobTransactions,
  tickets: JobTickets,
  session: JobSession,
  { settings, ownerId }: { settings: JobSettings; ownerId: string },
): JobRecovery {
  let hasLooked = false;

  /** Jobs that came another way than through `enqueue`: from a backup, from SQLite. */
  async function giveTickets(): Promise<void> {
    for (let count = ticketsAtOnce; count === ticketsAtOnce;) {
      const kinds = await ask<{ kind: string }>(readWaitingKinds);
      await tickets.prepare(kinds.map(({ kind }) => kind));
      count = await transact(async (ask) => {
        const found = await ask<Ticket>(readTicketless);
        await tickets.put(ask, found);
        return found.length;
      });
    }
    hasLooked = true;
  }

  async function takeBack(ask: Ask, row: JobRow): Promise<'requeued' | 'dead' | 'cancelled' | 'notice'> {
    const free = 'owner = null, lease_until = null';
    if (row.status !== 'running') {
      const notice = row.notice_tries < noticeTries ? 'due' : 'given';
      await ask(`update jobs set ${free}, notice = $2 where id = $1`, [row.id, notice]);
      return 'notice';
    }
    const { outcome, crashes, failure } = endOfCrash(row, settings.crashLimit);
    await tickets.tear(ask, row.kind, [row.id]);
    if (outcome === 'requeued') {
      await ask(`update jobs set ${free}, status = 'queued', crashes = $2 where id = $1`, [row.id, crashes]);
      await tickets.put(ask, [{ id: row.id, kind: row.kind, runAt: row.run_at }]);
    } else {
      await ask(
        `update jobs set ${free}, status = $3, crashes = $2, failure = coalesce($4, failure), finished_at = ${jobNow},
           notice = 'due' where id = $1`,
        [row.id, crashes, outcome, failure],
      );
    }
    return outcome;
  }

  return {
    async recover(active) {
      if (!hasLooked) await giveTickets();
      return transact(async (ask) => {
        const dead = await ask<{ owner: string }>(readDeadOwners, [ownerId]);
        const rows = await ask<JobRow>(readAbandoned, [
          dead.map(({ owner }) => owner),
          ownerId,
          active.map(({ jobId, attempt }) => `${jobId} ${attempt}`),
          settings.leaseMs,
        ]);
        const counts = { requeued: 0, dead: 0, cancelled: 0, notice: 0 };
        for (const row of rows) counts[await takeBack(ask, row)] += 1;
        return { requeued: counts.requeued, dead: counts.dead, cancelled: counts.cancelled };
      });
    },
    async refuseUnknownKinds(kinds) {
      const waiting = await ask<{ kind: string }>(readWaitingKinds);
      let refused = 0;
      for (const { kind } of waiting) {
        if (kinds.includes(kind)) continue;
        await tickets.prepare([kind]);
        refused += await transact(async (ask) => {
          const rows = await ask<{ id: string }>(
            `update jobs set status = 'dead', failure = $2, finished_at = ${jobNow}, notice = 'given'
             where id in (select id from jobs where status = 'queued' and kind = $1 and run_at <= ${jobNow} - $3
               order by id for update skip locked)
             returning id`,
            [kind, JSON.stringify(unknownKindFailure(kind)), unknownKindPatienceMs],
          );
          await tickets.tear(
            ask,
            kind,
            rows.map(({ id }) => id),
          );
          return rows.length;
        });
      }
      return refused;
    },
    async takeNotice() {
      const due = await ask(`select 1 from jobs where notice = 'due' limit 1`);
      if (due.length === 0) return null;
      await session.own();
      const [row] = await ask<JobRow>(takeDueNotice, [ownerId, settings.leaseMs]);
      return row ? toNotice(row) : null;
    },
    async noticeGiven(jobId) {
      await ask(
        `update jobs set notice = 'given', owner = null, lease_until = null where id = $1 and owner = $2 and notice = 'taken'`,
        [jobId, ownerId],
      );
    },
  };
}
