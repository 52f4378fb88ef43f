import type { Clock } from '../core/outside.ts';
import { waitOutRateLimit } from './wait-out-rate-limit.ts';

/** New messages wait here, so that a channel gets no more of them than Slack takes, while other channels go on. */
export interface ChannelQueue {
  /** Runs `work` when it is the channel's turn. A rate limit is waited out and the work repeated; any other error flies. */
  run<T>(channelId: string, work: () => Promise<T>): Promise<T>;
}

/** @param intervalMs shortest time between an answer and the next request in one channel */
export function createChannelQueue(clock: Clock, intervalMs: number): ChannelQueue {
  /** Per channel: the end of the last work in line, and when the next may start. */
  const lines = new Map<string, { tail: Promise<unknown>; freeAt: number }>();

  const takeTurn = async <T>(
    line: { freeAt: number },
    before: Promise<unknown>,
    work: () => Promise<T>,
  ): Promise<T> => {
    await before;
    const delay = line.freeAt - clock.monotonic();
    if (delay > 0) await clock.sleep(delay);
    try {
      return await waitOutRateLimit(clock, work);
    } finally {
      // From the answer on: counted from the request, the next could reach Slack within the same second.
      line.freeAt = clock.monotonic() + intervalMs;
    }
  };

  return {
    async run(channelId, work) {
      const line = lines.get(channelId) ?? { tail: Promise.resolve(), freeAt: 0 };
      lines.set(channelId, line);
      const mine = takeTurn(line, line.tail, work);
      // Whoever comes next waits for the end of this work, not for its success.
      line.tail = mine.then(
        () => undefined,
        () => undefined,
      );
      return mine;
    },
  };
}
