import { expect, test } from 'vitest';

import { createSetbackWatch } from '../../src/store/clock-setback.ts';
import { openTempStore } from '../support/temp-store.ts';

function movedClock() {
  let now = 1_000_000;
  let at = 0;
  return {
    clock: { now: () => now, monotonic: () => at },
    pass: (ms: number, jumpMs = 0): void => {
      now += ms + jumpMs;
      at += ms;
    },
  };
}

test('a clock that goes on is not put back, one that is put ahead neither', () => {
  const { clock, pass } = movedClock();
  const setback = createSetbackWatch(clock);
  pass(5000);
  expect(setback()).toBe(0);
  pass(1000, 3_600_000);
  expect(setback()).toBe(0);
});

test('a clock that is put back says so once, and a small correction is none', () => {
  const { clock, pass } = movedClock();
  const setback = createSetbackWatch(clock);
  pass(1000, -900);
  expect(setback()).toBe(0);
  pass(1000, -3_600_000);
  expect(setback()).toBe(3_600_000);
  expect(setback()).toBe(0);
});

test('jobs that were stored while the clock was ahead do not wait for that time', async () => {
  await using temp = await openTempStore();
  const { clock } = temp.outside;
  let aheadMs = 0;
  const outside = { ...temp.outside, clock: { ...clock, now: () => clock.now() + aheadMs } };
  const { jobs: queue } = await temp.openAnother(outside);
  expect(await queue.claim('a')).toBeNull();
  aheadMs = 3 * 3_600_000;
  await queue.enqueue([{ key: 'one', kind: 'a', payload: {}, maxAttempts: 3 }]);
  // The runner looks at every kind once a second.
  expect(await queue.claim('b')).toBeNull();
  aheadMs = 0;
  expect(await queue.claim('a')).toMatchObject({ kind: 'a' });
});
