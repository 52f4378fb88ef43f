import type { Clock } from '../core/outside.ts';
import { hasCode } from './slack-error.ts';

/** New messages wait here, so that a channel gets no more of them than Slack takes, while other channels go on. */
export interface ChannelQueue {
  /** Runs `work` when it is the channel's turn. A rate limit is waited out and the work repeated; any other error flies. */
  run<T>(channelId: string, work: () => Promise<T>): Promise<T>;
}

const maxRateLimitWaits = 5;
/** Used where a 429 names no time. */
const defaultWaitMs = 1000;

/** @param intervalMs shortest time between an answer and the next request in one channel */
export function createChannelQueue(clock: Clock, intervalMs: number): ChannelQueue {
  /** Per channel: the end of the last work in line, and when the next may start. */
  const lines = new Map<string, { tail: Promise<unknown>; freeAt: number }>();

  const attempt = async <T>(line: { freeAt: number }, work: () => Promise<T>): Promise<T> => {
    for (let waits = 0; ; waits += 1) {
      const delay = line.freeAt - clock.monotonic();
      if (delay > 0) await clock.sleep(delay);
      let pauseMs = intervalMs;
      try {
        return await work();
      } catch (error) {
        if (!hasCode(error, 'slack_rate_limited', 'slack_ratelimited') || waits >= maxRateLimitWaits) throw error;
        pauseMs = Math.max(intervalMs, error.retryAfterMs ?? defaultWaitMs);
      } finally {
        // From the answer on: counted from the request, the next could reach Slack within the same second.
        line.freeAt = clock.monotonic() + pauseMs;
      }
    }
  };

  return {
    async run(channelId, work) {
      const line = lines.get(channelId) ?? { tail: Promise.resolve(), freeAt: 0 };
      lines.set(channelId, line);
      const before = line.tail;
      const mine = (async () => {
        await before;
        return attempt(line, work);
      })();
      // Whoever comes next waits for the end of this work, not for its success.
      line.tail = mine.then(
        () => undefined,
        () => undefined,
      );
      return mine;
    },
  };
}
