import type { Clock } from '../core/outside.ts';
import { toJobError } from './to-job-error.ts';

/** What passes by itself when the database is back or has room again. */
const passingCodes = new Set(['database_unavailable', 'database_busy', 'database_full', 'store_unavailable']);
const firstWaitMs = 250;
const longestWaitMs = 2000;
/** Then the lease decides, and the job is begun again somewhere. */
const patienceMs = 60_000;

/**
 * Stores something that was hard to come by, however often it takes while the database is away, for a minute.
 * @param store may be called again after it had worked and its answer was lost
 * @throws what `store` last threw; the signal's reason where that fires first
 */
export async function storePatiently<Result>(
  store: () => Promise<Result>,
  clock: Clock,
  signal?: AbortSignal,
): Promise<Result> {
  const begunAt = clock.monotonic();
  for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
    try {
      return await store();
    } catch (thrown) {
      const isOver = clock.monotonic() - begunAt >= patienceMs;
      if (isOver || !passingCodes.has(toJobError(thrown).code)) throw thrown;
    }
    await clock.sleep(waitMs, signal);
  }
}
