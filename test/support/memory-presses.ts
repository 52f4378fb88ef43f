import type { PressStore } from '../../src/core/press-store.ts';

/** What was pressed, as the real store keeps it. */
export function memoryPresses(): PressStore {
  const done = new Set<string>();
  const taken = new Map<string, number>();
  return {
    has: (payload) => Promise.resolve(done.has(payload)),
    note: (payload) => Promise.resolve(void done.add(payload)),
    take(press, at, apartMs) {
      const before = taken.get(press);
      const isTaken = before === undefined || before === at || Math.abs(at - before) >= apartMs;
      if (isTaken) taken.set(press, at);
      return Promise.resolve(isTaken);
    },
  };
}
