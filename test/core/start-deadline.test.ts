import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { startDeadline } from '../../src/core/start-deadline.ts';

const real = { timeout: (ms: number) => AbortSignal.timeout(ms) };

/** A clock whose time runs out when the test says so. */
function heldClock() {
  const time = new AbortController();
  return { timeout: () => time.signal, runOut: () => time.abort(new DOMException('Too late.', 'TimeoutError')) };
}

describe('a deadline', () => {
  test('fires when the time is over, and says so', () => {
    const clock = heldClock();
    using deadline = startDeadline(clock, new AbortController().signal, 1000);
    expect([deadline.signal.aborted, deadline.isOver]).toEqual([false, false]);
    clock.runOut();
    expect(deadline.isOver).toBe(true);
    expect(deadline.signal.reason).toMatchObject({ name: 'TimeoutError' });
  });

  test('fires with the reason of the signal it was made of', () => {
    const parent = new AbortController();
    using deadline = startDeadline(heldClock(), parent.signal, 1000);
    const reason = new Error('the job was cancelled');
    parent.abort(reason);
    expect(deadline.signal.reason).toBe(reason);
    expect(deadline.isOver).toBe(false);
  });

  test('of a signal that fired before has fired', () => {
    const reason = new Error('the program stops');
    using deadline = startDeadline(heldClock(), AbortSignal.abort(reason), 1000);
    expect(deadline.signal.reason).toBe(reason);
  });

  test('hears nothing once the work is over', () => {
    const clock = heldClock();
    const parent = new AbortController();
    const deadline = startDeadline(clock, parent.signal, 1000);
    deadline[Symbol.dispose]();
    clock.runOut();
    parent.abort();
    expect(deadline.signal.aborted).toBe(false);
  });

  test('leaves nothing in memory, also where others are made of it', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const used = async (): Promise<number> => {
      // Timers of what was collected are taken away afterwards.
      for (let rounds = 0; rounds < 4; rounds += 1) {
        collect();
        await setImmediate();
      }
      return process.memoryUsage().heapUsed;
    };
    const round = (): void => {
      for (let index = 0; index < 5000; index += 1) {
        using outer = startDeadline(real, new AbortController().signal, 600_000);
        using inner = startDeadline(real, outer.signal, 600_000);
        AbortSignal.any([inner.signal, outer.signal]);
      }
    };
    round();
    const before = await used();
    for (let rounds = 0; rounds < 4; rounds += 1) round();
    // 20,000 of them; with AbortSignal.any each pair keeps about 600 bytes and its timers.
    expect(((await used()) - before) / 20_000).toBeLessThan(60);
  });
});
