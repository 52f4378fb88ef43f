import type { Clock } from './outside.ts';

/** Dispose of it when the work is over, so that nothing listens any more. */
export interface Deadline extends Disposable {
  /** Fires with the reason of the given signal, or with the `TimeoutError` of the clock. */
  readonly signal: AbortSignal;
  /** True where it was the time that ran out. */
  readonly isOver: boolean;
}

/**
 * A signal with a time limit. In place of `AbortSignal.any([signal, clock.timeout(…)])`, which Node 24 keeps for ever once another such signal
 * is made of it: a kilobyte a summary (measured by `test/core/start-deadline.test.ts`).
 * @param timeoutMs how long the work may take, in milliseconds
 */
export function startDeadline(clock: Pick<Clock, 'timeout'>, signal: AbortSignal, timeoutMs: number): Deadline {
  const ends = new AbortController();
  const timeout = clock.timeout(timeoutMs);
  const onAbort = (): void => ends.abort(signal.reason);
  const onTimeout = (): void => ends.abort(timeout.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  timeout.addEventListener('abort', onTimeout, { once: true });
  if (signal.aborted) onAbort();
  else if (timeout.aborted) onTimeout();
  return {
    signal: ends.signal,
    get isOver() {
      return timeout.aborted;
    },
    [Symbol.dispose]() {
      signal.removeEventListener('abort', onAbort);
      timeout.removeEventListener('abort', onTimeout);
    },
  };
}
