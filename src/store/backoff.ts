export interface BackoffSettings {
  backoffBaseMs: number;
  backoffMaxMs: number;
}

/**
 * Wait before the next attempt, in milliseconds: doubled after every failure up to the maximum, then between half and the whole of
 * it, so that jobs that failed together do not come back together; never shorter than what the server asked for.
 * @param failures attempts that failed so far, from 1
 * @param random uniform in [0, 1)
 */
export function backoffMs(settings: BackoffSettings, failures: number, retryAfterMs: number, random: number): number {
  const full = Math.min(settings.backoffMaxMs, settings.backoffBaseMs * 2 ** Math.min(failures - 1, 30));
  const jittered = full * (0.5 + random / 2);
  return Math.ceil(retryAfterMs > 0 ? Math.max(jittered, retryAfterMs + jittered / 10) : jittered);
}
