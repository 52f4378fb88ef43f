import { setTimeout as wait } from 'node:timers/promises';
import { silentLog, type Outside } from '../../src/core/outside.ts';

/** An Outside with the machine's own clock, for tests that speak to real sockets; give it short limits. */
export function createRealOutside(): Outside {
  let ids = 0;
  return {
    clock: {
      now: () => Date.now(),
      monotonic: () => performance.now(),
      sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
      timeout: (ms) => AbortSignal.timeout(ms),
    },
    random: () => Math.random(),
    newId() {
      ids += 1;
      return `01900000-0000-7000-8000-${String(ids).padStart(12, '0')}`;
    },
    log: silentLog,
  };
}
