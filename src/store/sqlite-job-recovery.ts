/** What happens to jobs without a holder: processes that died, kinds nobody knows, ends that must still be told. */
import type { Outside } from '../core/outside.ts';
import { endOfCrash, noticeTries, toNotice, unknownKindFailure } from './job-ends.ts';
import type { JobClaim, JobNotice } from './job-queue.ts';
import type { JobRow } from './job-rows.ts';
import type { MainSchema } from './schema.ts';
import type { JobSettings } from './settings.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

export interface JobRecovery {
  recover(active: readonly JobClaim[]): { requeued: number; dead: number; cancelled: number };
  refuseUnknownKinds(kinds: readonly string[]): number;
  takeNotice(): JobNotice | null;
  noticeGiven(jobId: string): void;
}

export interface Owners {
  /** Of this queue; takes its lock at the first call. */
  ownId(): string;
  isAlive(ownerId: string): boolean;
}

export function createJobRecovery(
  { handle }: SqliteDatabase<MainSchema>,
  settings: JobSettings,
  owners: Owners,
  outside: Outside,
): JobRecovery {
  const readOwners = handle.prepare<[], string>('select distinct owner from jobs where owner is not null').pluck();
  const readOwned = handle.prepare<[], JobRow>('select * from jobs where owner is not null');
  const giveUp = handle.prepare(
    `update jobs set status = @status, owner = null, lease_until = null, crashes = @crashes, finished_at = @now,
       failure = coalesce(@failure, failure), notice = 'due' where id = @id`,
  );
  const requeue = handle.prepare(
    `update jobs set status = 'queued', owner = null, lease_until = null, crashes = @crashes where id = @id`,
  );
  const returnNotice = handle.prepare(
    `update jobs set owner = null, lease_until = null, notice = case when notice_tries < ? then 'due' else 'given' end where id = ?`,
  );
  // Hops from one kind to the next in the index instead of reading every waiting job.
  const nextKind = handle
    .prepare<[string], string>(
      `select kind from jobs indexed by jobs_due where status = 'queued' and kind > ? order by kind limit 1`,
    )
    .pluck();
  const refuseKind = handle.prepare(
    `update jobs set status = 'dead', failure = @failure, finished_at = @now, notice = 'given'
     where status = 'queued' and kind = @kind and run_at <= @now`,
  );
  const takeDueNotice = handle.prepare<{ owner: string; leaseUntil: number }, JobRow>(
    `update jobs set notice = 'taken', notice_tries = notice_tries + 1, owner = @owner, lease_until = @leaseUntil
     where id = (select id from jobs where notice = 'due' order by finished_at limit 1) returning *`,
  );
  const setGiven = handle.prepare(
    `update jobs set notice = 'given', owner = null, lease_until = null where id = ? and owner = ? and notice = 'taken'`,
  );

  function takeBack(row: JobRow, now: number): 'requeued' | 'dead' | 'cancelled' | 'notice' {
    if (row.status !== 'running') {
      returnNotice.run(noticeTries, row.id);
      return 'notice';
    }
    const { outcome, crashes, failure } = endOfCrash(row, settings.crashLimit);
    if (outcome === 'requeued') requeue.run({ id: row.id, crashes });
    else giveUp.run({ id: row.id, status: outcome, crashes, now, failure });
    return outcome;
  }

  const recover = handle.transaction((deadOwners: ReadonlySet<string>, active: ReadonlySet<string>) => {
    const now = outside.clock.now();
    const counts = { requeued: 0, dead: 0, cancelled: 0, notice: 0 };
    for (const row of readOwned.all()) {
      const isOwn = row.owner === owners.ownId();
      const isAbandoned = deadOwners.has(row.owner ?? '') || (row.lease_until ?? 0) < now;
      if (isAbandoned && !(isOwn && active.has(`${row.id} ${row.attempts}`))) counts[takeBack(row, now)] += 1;
    }
    return { requeued: counts.requeued, dead: counts.dead, cancelled: counts.cancelled };
  });

  return {
    recover(active) {
      const dead = readOwners.all().filter((id) => id !== owners.ownId() && !owners.isAlive(id));
      return recover.immediate(new Set(dead), new Set(active.map((claim) => `${claim.jobId} ${claim.attempt}`)));
    },
    refuseUnknownKinds(kinds) {
      const now = outside.clock.now();
      let refused = 0;
      for (let kind = nextKind.get(''); kind !== undefined; kind = nextKind.get(kind)) {
        if (kinds.includes(kind)) continue;
        refused += refuseKind.run({ kind, now, failure: JSON.stringify(unknownKindFailure(kind)) }).changes;
      }
      return refused;
    },
    takeNotice() {
      const leaseUntil = outside.clock.now() + settings.leaseMs;
      // Not `get`, which never hears of a commit that failed.
      const [row] = takeDueNotice.all({ owner: owners.ownId(), leaseUntil });
      return row ? toNotice(row) : null;
    },
    noticeGiven(jobId) {
      setGiven.run(jobId, owners.ownId());
    },
  };
}
