export interface AppErrorOptions {
  /** Stable, snake_case, e.g. `fetch_timeout`; tests and rules match on it, never on text. */
  code: string;
  /** What happened, for a person. No secrets, no page text. */
  message: string;
  /** What the person can do about it; one sentence. */
  hint?: string;
  /** True when the same call may succeed later; decided where the status is known. */
  retryable?: boolean;
  /** Do not try again before this many milliseconds have passed (from Retry-After). */
  retryAfterMs?: number;
  cause?: unknown;
}

/** The one error type of the house. Anything else that is thrown is a bug. */
export class AppError extends Error {
  readonly code: string;
  readonly hint: string | null;
  readonly retryable: boolean;
  readonly retryAfterMs: number | null;
  /** USD that model calls had cost when this was thrown; null where unknown. Set by whoever counted. */
  costUsd: number | null = 0;

  constructor(options: AppErrorOptions) {
    super(options.message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = options.code;
    this.hint = options.hint ?? null;
    this.retryable = options.retryable ?? false;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}

/** The failure as data: what is stored with a job and shown to a person. */
export interface Failure {
  code: string;
  message: string;
  hint: string | null;
  retryable: boolean;
}

/** Turns anything thrown into an AppError; an unknown error becomes `internal_error`, not retryable, with the original as cause. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  return new AppError({
    code: 'internal_error',
    message: 'Something inside Gloss went wrong.',
    hint: 'Try again; if it happens again, give an operator the id of this message.',
    cause: thrown,
  });
}

export function toFailure(error: AppError): Failure {
  return { code: error.code, message: error.message, hint: error.hint, retryable: error.retryable };
}
