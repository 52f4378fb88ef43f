import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Outside, silentLog } from '../../src/core/outside.ts';

/** The real clock and randomness with a silent log, for tests in which an SDK checks times by itself. */
export function createSystemOutside(): Outside {
  return {
    clock: {
      now: () => Date.now(),
      monotonic: () => performance.now(),
      sleep: (ms, signal) => sleep(ms, undefined, signal && { signal }),
      timeout: (ms) => AbortSignal.timeout(ms),
    },
    random: () => Math.random(),
    newId: () => randomUUID(),
    log: silentLog,
  };
}
