/** The way into the queue: storing jobs with the event that caused them, and cancelling by group. */
import type { EnqueuedJob, NewJob } from '../../core/ports.ts';
import type { Outside } from '../../core/outside.ts';
import { defaultMaxAttempts } from '../job-rows.ts';
import type { Announcement } from './job-announcement.ts';
import { jobChannel } from './job-session.ts';
import { jobNow } from './job-tickets.ts';
import type { JobTickets, Ticket } from './job-tickets.ts';
import type { Ask, JobTransactions } from './job-transactions.ts';

export interface JobIntake {
  enqueue(jobs: readonly NewJob[], eventId?: string): Promise<{ duplicate: boolean; jobs: EnqueuedJob[] }>;
  /** @returns how many waiting jobs were cancelled, and the ids of running ones that were asked to stop. */
  cancelGroup(group: string, reason: string): Promise<{ cancelled: number; stopping: string[] }>;
}

interface NewRow {
  id: string;
  key: string;
  kind: string;
  payload: string;
  group: string | null;
  maxAttempts: number;
  /** null: now. */
  runAt: number | null;
}

/** An announcement holds 8000 bytes. */
const idsOfAnnouncement = 100;
const reasonOfAnnouncement = 300;

// Others are told in the same statement, and only where there is something to do.
const insertJobs = `
  with stored as (
    insert into jobs (id, key, kind, payload, status, job_group, max_attempts, run_at, created_at)
    select id, key, kind, payload, 'queued', job_group, max_attempts, coalesce(run_at, ${jobNow}), ${jobNow}
    from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[])
      with ordinality as new (id, key, kind, payload, job_group, max_attempts, run_at, place)
    order by key, place
    on conflict (key) do nothing
    returning id, kind, run_at as "runAt"
  ),
  told as (select pg_notify('${jobChannel}', $8) from stored limit 1)
  select id, kind, "runAt" from stored where (select count(*) from told) >= 0`;

export function createPostgresJobIntake(
  { transact }: JobTransactions,
  tickets: JobTickets,
  ownerId: string,
  outside: Outside,
): JobIntake {
  const announce = (ask: Ask, announcement: Announcement): Promise<unknown> =>
    ask(`select pg_notify('${jobChannel}', $1)`, [JSON.stringify(announcement)]);

  async function isNewEvent(ask: Ask, eventId: string): Promise<boolean> {
    const rows = await ask(
      `insert into inbox (event_id, received_at) values ($1, ${jobNow}) on conflict do nothing returning event_id`,
      [eventId],
    );
    return rows.length === 1;
  }

  async function idsByKey(ask: Ask, keys: readonly string[]): Promise<Map<string, string>> {
    const rows = await ask<{ key: string; id: string }>('select key, id from jobs where key = any($1)', [keys]);
    return new Map(rows.map(({ key, id }) => [key, id]));
  }

  async function storeJobs(ask: Ask, jobs: readonly NewRow[]): Promise<EnqueuedJob[]> {
    if (jobs.length === 0) return [];
    const column = <Value extends string | number | null>(read: (job: NewRow) => Value): Value[] => jobs.map(read);
    const stored = await ask<Ticket>(insertJobs, [
      column(({ id }) => id),
      column(({ key }) => key),
      column(({ kind }) => kind),
      column(({ payload }) => payload),
      column(({ group }) => group),
      column(({ maxAttempts }) => maxAttempts),
      column(({ runAt }) => runAt),
      JSON.stringify({ by: ownerId, type: 'enqueued' } satisfies Announcement),
    ]);
    await tickets.put(ask, stored);
    const created = new Set(stored.map(({ id }) => id));
    const rest = jobs.filter(({ id }) => !created.has(id)).map(({ key }) => key);
    const known = rest.length === 0 ? new Map<string, string>() : await idsByKey(ask, rest);
    return jobs.map(({ id, key }) =>
      created.has(id) ? { id, created: true } : { id: known.get(key) ?? id, created: false },
    );
  }

  return {
    async enqueue(jobs, eventId) {
      const rows = jobs.map((job) => ({
        id: outside.newId(),
        key: job.key,
        kind: job.kind,
        payload: JSON.stringify(job.payload ?? null),
        group: job.group ?? null,
        maxAttempts: job.maxAttempts ?? defaultMaxAttempts,
        runAt: job.runAt ?? null,
      }));
      await tickets.prepare(new Set(jobs.map(({ kind }) => kind)));
      return transact(async (ask) => {
        if (eventId === undefined || (await isNewEvent(ask, eventId)))
          return { duplicate: false, jobs: await storeJobs(ask, rows) };
        const known = await idsByKey(
          ask,
          jobs.map(({ key }) => key),
        );
        const ids = jobs.flatMap(({ key }) => known.get(key) ?? []);
        return { duplicate: true, jobs: ids.map((id) => ({ id, created: false })) };
      });
    },
    cancelGroup: (group, reason) =>
      transact(async (ask) => {
        // In the order of ids, as heartbeats take them, so that neither waits for the other.
        await ask(
          `select 1 from jobs where job_group = $1 and status in ('queued', 'running') order by id for update`,
          [group],
        );
        // A job that had been begun may have left something in the world, so its kind is told of the cancellation.
        const cancelled = await ask<{ id: string; kind: string }>(
          `update jobs set status = 'cancelled', cancel_reason = $2, finished_at = ${jobNow},
             notice = case when attempts > 0 then 'due' end
           where job_group = $1 and status = 'queued' returning id, kind`,
          [group, reason],
        );
        for (const [kind, rows] of Map.groupBy(cancelled, (row) => row.kind)) {
          await tickets.tear(
            ask,
            kind,
            rows.map(({ id }) => id),
          );
        }
        const flagged = await ask<{ id: string }>(
          `update jobs set cancel_reason = $2
           where job_group = $1 and status = 'running' and cancel_reason is null returning id`,
          [group, reason],
        );
        const stopping = flagged.map(({ id }) => id);
        const short = reason.slice(0, reasonOfAnnouncement);
        for (let from = 0; from < stopping.length; from += idsOfAnnouncement) {
          const jobIds = stopping.slice(from, from + idsOfAnnouncement);
          await announce(ask, { by: ownerId, type: 'cancelling', jobIds, reason: short });
        }
        // Its end must be told, and not only when somebody looks the next time.
        if (cancelled.length > 0 && stopping.length === 0) await announce(ask, { by: ownerId, type: 'enqueued' });
        return { cancelled: cancelled.length, stopping };
      }),
  };
}
