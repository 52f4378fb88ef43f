/** How attempts end, whatever database is below: what follows from an error, a crash or a cancellation. */
import { toFailure } from '../core/errors.ts';
import type { AppError, Failure } from '../core/errors.ts';
import { backoffMs } from './backoff.ts';
import type { JobNotice } from './job-queue.ts';
import { payloadOf } from './job-rows.ts';
import type { JobRow } from './job-rows.ts';
import type { JobSettings } from './settings.ts';

/** A notice is tried this often where the process dies while giving it. */
export const noticeTries = 3;

/** `failure` as JSON. */
export type FailureEnd =
  | { outcome: 'cancelled' }
  | { outcome: 'dead'; failure: string }
  | { outcome: 'retry'; runAt: number; failure: string };

/** @returns what becomes of a held job whose attempt failed */
export function endOfFailure(
  held: Pick<JobRow, 'cancel_reason' | 'failures' | 'max_attempts'>,
  error: AppError,
  settings: JobSettings,
  now: number,
  random: () => number,
): FailureEnd {
  if (held.cancel_reason !== null) return { outcome: 'cancelled' };
  const failures = held.failures + 1;
  const failure = JSON.stringify(toFailure(error));
  const retryAfterMs = error.retryAfterMs ?? 0;
  if (!error.retryable || failures >= held.max_attempts || retryAfterMs > settings.retryAfterLimitMs)
    return { outcome: 'dead', failure };
  return { outcome: 'retry', runAt: now + backoffMs(settings, failures, retryAfterMs, random()), failure };
}

/** @returns what becomes of a running job whose process is gone, with its crashes after it; `failure` as JSON, null where the old one stays */
export function endOfCrash(
  row: Pick<JobRow, 'cancel_reason' | 'crashes'>,
  crashLimit: number,
): { outcome: 'requeued' | 'dead' | 'cancelled'; crashes: number; failure: string | null } {
  const crashes = row.crashes + 1;
  if (row.cancel_reason !== null) return { outcome: 'cancelled', crashes, failure: null };
  if (crashes < crashLimit) return { outcome: 'requeued', crashes, failure: null };
  return { outcome: 'dead', crashes, failure: JSON.stringify(crashFailure(crashes)) };
}

/** @param row dead or cancelled */
export function toNotice(row: JobRow): JobNotice {
  return {
    jobId: row.id,
    kind: row.kind,
    payload: payloadOf(row),
    status: row.status === 'cancelled' ? 'cancelled' : 'dead',
    failure:
      row.status === 'cancelled' || row.failure === null
        ? cancelFailure(row.cancel_reason)
        : (JSON.parse(row.failure) as Failure),
  };
}

export function unknownKindFailure(kind: string): Failure {
  return {
    code: 'job_kind_unknown',
    message: `There is no job kind "${kind}" in this version of the program.`,
    hint: 'Start the version that stored the job.',
    retryable: false,
  };
}

function crashFailure(crashes: number): Failure {
  return {
    code: 'job_crashed',
    message: `The program died ${crashes} times while it worked on this.`,
    hint: 'Give an operator the id of this message: the program log says what happened just before.',
    retryable: false,
  };
}

function cancelFailure(reason: string | null): Failure {
  return {
    code: 'job_cancelled',
    message: `It was cancelled: ${reason ?? 'no reason given'}.`,
    hint: null,
    retryable: false,
  };
}
