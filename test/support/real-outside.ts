import { setTimeout as wait } from 'node:timers/promises';
import { uuidv7 } from 'uuidv7';
import { silentLog, type Outside } from '../../src/core/outside.ts';

/** An Outside with the machine's own clock and randomness, for tests that speak to real sockets or SDKs; give it short limits. */
export function createRealOutside(): Outside {
  return {
    clock: {
      now: () => Date.now(),
      monotonic: () => performance.now(),
      sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
      timeout: (ms) => AbortSignal.timeout(ms),
    },
    random: () => Math.random(),
    newId: () => uuidv7(),
    log: silentLog,
  };
}
