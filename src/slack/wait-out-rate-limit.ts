import type { Clock } from '../core/outside.ts';
import { hasCode } from './slack-error.ts';

const maxWaits = 5;
/** Used where a 429 names no time. */
const defaultWaitMs = 1000;

/** Runs `work`, and where Slack asks to slow down, again after as long as it says; any other error, or the sixth refusal, flies. So does the signal's reason. */
export async function waitOutRateLimit<T>(clock: Clock, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  for (let waits = 0; ; waits += 1) {
    try {
      return await work();
    } catch (error) {
      if (!hasCode(error, 'slack_rate_limited', 'slack_ratelimited') || waits >= maxWaits) throw error;
      await clock.sleep(error.retryAfterMs ?? defaultWaitMs, signal);
    }
  }
}
