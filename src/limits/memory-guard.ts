import type { Clock, Log } from '../core/outside.ts';
import { createWatchLoop, type WatchLoop } from './watch-loop.ts';

export interface GuardState {
  status: 'ok' | 'degraded';
  detail: string;
}

export interface MemoryGuard extends WatchLoop {
  state(): GuardState;
}

const everyMs = 5000;
/** Above this part of the limit no new job is begun, and again below the second one. */
const holdAt = 0.85;
const releaseAt = 0.75;
/** Memory that does not come back while little runs will not come back. */
const patienceMs = 300_000;

/**
 * Watches what the process takes. Near the limit running jobs are finished and no new ones begun; at the limit, or where that does not help, the
 * program is stopped in good order and started anew by its supervisor, instead of being killed by the machine in the middle of something.
 * @param limitBytes null: nothing is watched
 */
export function createMemoryGuard(
  limitBytes: number | null,
  deps: {
    rssBytes: () => number;
    /** null: new jobs may be begun. */
    hold(why: string | null): void;
    restart(why: string): void;
    clock: Clock;
    log: Log;
  },
): MemoryGuard {
  const { clock, log } = deps;
  let heldAt: number | null = null;
  let isEnding = false;
  const mb = (bytes: number): string => `${Math.round(bytes / 1e6)} MB`;

  function look(limit: number): void {
    const used = deps.rssBytes();
    if (heldAt === null && used > limit * holdAt) {
      heldAt = clock.monotonic();
      log.warn('memory is short, so no new jobs are begun', { used: mb(used), limit: mb(limit) });
      deps.hold('memory is short');
    } else if (heldAt !== null && used < limit * releaseAt) {
      heldAt = null;
      log.info('there is memory again', { used: mb(used), limit: mb(limit) });
      deps.hold(null);
    }
    const isStuck = heldAt !== null && clock.monotonic() - heldAt > patienceMs;
    if (isEnding || (used <= limit && !isStuck)) return;
    isEnding = true;
    log.error('the program stops to be started anew, because it takes too much memory', {
      used: mb(used),
      limit: mb(limit),
    });
    deps.restart('memory');
  }

  const loop = createWatchLoop(everyMs, deps, () => {
    if (limitBytes !== null) look(limitBytes);
  });
  return {
    ...loop,
    state() {
      const used = mb(deps.rssBytes());
      if (limitBytes === null) return { status: 'ok', detail: `${used}, no limit` };
      const detail = `${used} of ${mb(limitBytes)}`;
      return heldAt === null
        ? { status: 'ok', detail }
        : { status: 'degraded', detail: `${detail}; no new jobs are begun` };
    },
  };
}
