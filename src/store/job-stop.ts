/** Why a running job's signal fires: the reason is one of these errors. */
import { AppError } from '../core/errors.ts';

/** The group was cancelled; what was begun should be taken away. */
export function jobCancelled(reason: string): AppError {
  return new AppError({ code: 'job_cancelled', message: `The work was cancelled: ${reason}.` });
}

/** The program stops and the job did not finish in time; it goes on after the next start. */
export function jobStopped(): AppError {
  return new AppError({ code: 'job_stopped', message: 'The program is stopping.', retryable: true });
}

/** Another process holds the job now; nothing may be written or posted for it any more. */
export function jobLost(): AppError {
  return new AppError({ code: 'job_lost', message: 'Another process took this job over.' });
}

export function jobTimedOut(timeoutMs: number): AppError {
  return new AppError({
    code: 'job_timeout',
    message: `The work did not finish within ${Math.round(timeoutMs / 1000)} seconds.`,
    hint: 'Try again later; if it happens again, the page or the model is too slow.',
    retryable: true,
  });
}
