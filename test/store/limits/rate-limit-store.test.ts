import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BucketState, reserveTokens, takeTokens } from '../../../src/core/token-bucket.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

const rate = { burst: 3, intervalMs: 1000 };
const startMs = 1_700_000_000_000;

describe.each(dialects)('buckets on %s', (dialect) => {
  test('says what the pure bucket says, whatever is asked in whatever order', async () => {
    await using temp = await openTempStore({ dialect });
    const { rateLimits } = temp.store;
    let run = 0;
    const step = fc.record({
      waitMs: fc.integer({ min: 0, max: 5000 }),
      ask: fc.constantFrom<'take' | 'reserve' | 'giveBack'>('take', 'take', 'reserve', 'giveBack'),
      count: fc.integer({ min: 1, max: 3 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const key = `links:T1:U${(run += 1)}`;
        let state: BucketState = null;
        let now = startMs;
        const said: unknown[] = [];
        const expected: unknown[] = [];
        for (const { waitMs, ask, count } of steps) {
          now += waitMs;
          if (ask === 'take') {
            const taken = takeTokens(state, rate, count, now);
            said.push(await rateLimits.take(key, rate, count, now));
            expected.push(taken.nextAtMs);
            state = taken.state;
          } else if (ask === 'reserve') {
            const reserved = reserveTokens(state, rate, count, now);
            said.push(await rateLimits.reserve(key, rate, count, now));
            expected.push(reserved.state);
            state = reserved.state;
          } else if (state !== null) {
            await rateLimits.giveBack(key, rate, count);
            state -= count * rate.intervalMs;
          }
        }
        expect(said).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });

  test('holds over a restart and for two programs at once', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    const asked = await Promise.all(
      [temp.store, other, temp.store, other, temp.store].map(({ rateLimits }) =>
        rateLimits.take('forms:T1:U1', rate, 1, startMs),
      ),
    );
    expect(asked.filter((next) => next === null)).toHaveLength(3);
    const later = await temp.openAnother();
    expect(await later.rateLimits.take('forms:T1:U1', rate, 1, startMs)).toBe(startMs + 1000);
    expect(await later.rateLimits.take('forms:T1:U2', rate, 1, startMs)).toBeNull();
  });

  test('a bucket that is full again is not kept', async () => {
    await using temp = await openTempStore({ dialect });
    const { rateLimits } = temp.store;
    await rateLimits.reserve('links:T1:U1', rate, 2, startMs);
    await rateLimits.forget(startMs + 1999);
    expect(await rateLimits.reserve('links:T1:U1', rate, 1, startMs)).toBe(startMs + 3000);
    await rateLimits.forget(startMs + 3001);
    expect(await rateLimits.reserve('links:T1:U1', rate, 1, startMs)).toBe(startMs + 1000);
  });
});
