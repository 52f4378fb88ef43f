import type { PressStore } from '../../src/core/press-store.ts';

/** What was pressed, as the real store keeps it. */
export function memoryPresses(): PressStore {
  const begun = new Map<string, number>();
  const done = new Set<string>();
  const taken = new Map<string, number>();
  return {
    begin(payload, at, forMs) {
      if (done.has(payload)) return Promise.resolve('done');
      const before = begun.get(payload);
      if (before !== undefined && before > at - forMs) return Promise.resolve('underway');
      begun.set(payload, at);
      return Promise.resolve('begun');
    },
    note: (payload) => Promise.resolve(void done.add(payload)),
    take(press, at, apartMs) {
      const before = taken.get(press);
      const isTaken = before === undefined || before === at || Math.abs(at - before) >= apartMs;
      if (isTaken) taken.set(press, at);
      return Promise.resolve(isTaken);
    },
  };
}
