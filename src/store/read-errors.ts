import { AppError } from '../core/errors.ts';

/** @param deadlineMs how long was waited */
export function queryTooLate(deadlineMs: number): AppError {
  return new AppError({
    code: 'analytics_timeout',
    message: `The figures could not be read within ${deadlineMs / 1000} seconds.`,
    hint: 'Ask for a shorter window, or try again in a minute.',
    retryable: true,
  });
}

export function queryFailed(cause: unknown): AppError {
  return new AppError({
    code: 'analytics_failed',
    message: 'The figures could not be read.',
    hint: 'Try again in a minute; the log says what went wrong.',
    retryable: true,
    cause,
  });
}
