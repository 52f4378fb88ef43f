/** The world as the program sees it. Rooms never touch the real clock, randomness, timers or network: they are handed in. */
export interface Outside {
  clock: Clock;
  /** Uniform in [0, 1). */
  random: () => number;
  /** A new time-ordered id (UUIDv7 text). */
  newId: () => string;
  log: Log;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  monotonic(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** An AbortSignal that fires after `ms` with a `TimeoutError`. */
  timeout(ms: number): AbortSignal;
}

export type LogFields = Record<string, unknown>;

/** Static message, data in fields: `log.warn('job will be retried', { jobId, code })`. Fields are redacted by the implementation. */
export interface Log {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  child(fields: LogFields): Log;
}

/** For tests and doors that print nothing. */
export const silentLog: Log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silentLog,
};
