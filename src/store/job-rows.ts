/** A row of the table jobs as both drivers give it, and its forms. */
import type { Selectable } from 'kysely';
import type { Failure } from '../core/errors.ts';
import type { ClaimedJob, JobRecord } from './job-queue.ts';
import type { JobTable } from './job-schema.ts';

/** Of a job that says nothing else. */
export const defaultMaxAttempts = 4;

export type JobRow = Selectable<JobTable>;

/** SQL: every column by its name, so that what a prepared statement gives stays the same when a newer version adds one. */
export const jobColumns = [
  'id',
  'key',
  'kind',
  'payload',
  'status',
  'job_group',
  'attempts',
  'failures',
  'max_attempts',
  'crashes',
  'run_at',
  'owner',
  'lease_until',
  'cancel_reason',
  'failure',
  'notice',
  'notice_tries',
  'created_at',
  'started_at',
  'finished_at',
].join(', ');

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

/** @param steps name and JSON of the result */
export function toClaimed(row: JobRow, steps: Iterable<readonly [string, string]>): ClaimedJob {
  return {
    jobId: row.id,
    attempt: row.attempts,
    kind: row.kind,
    payload: payloadOf(row),
    maxAttempts: row.attempts + row.max_attempts - row.failures - 1,
    enqueuedAt: row.created_at,
    crashes: row.crashes,
    steps: new Map(steps),
  };
}

/** null where the payload was purged. */
export function payloadOf(row: Pick<JobRow, 'payload'>): unknown {
  return row.payload === '' ? null : (JSON.parse(row.payload) as unknown);
}
