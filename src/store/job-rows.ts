/** A row of the table jobs as better-sqlite3 gives it, and its forms. */
import type { Selectable } from 'kysely';
import type { Failure } from '../core/errors.ts';
import type { JobRecord } from './job-queue.ts';
import type { JobTable } from './schema.ts';

export type JobRow = Selectable<JobTable>;

export function toRecord(row: JobRow): JobRecord {
  return {
    id: row.id,
    key: row.key,
    kind: row.kind,
    status: row.status,
    group: row.job_group,
    attempts: row.attempts,
    failures: row.failures,
    crashes: row.crashes,
    maxAttempts: row.max_attempts,
    runAt: row.run_at,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    cancelReason: row.cancel_reason,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure),
  };
}

/** null where the payload was purged. */
export function payloadOf(row: Pick<JobRow, 'payload'>): unknown {
  return row.payload === '' ? null : (JSON.parse(row.payload) as unknown);
}
