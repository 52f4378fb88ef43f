import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type BucketState, reserveTokens, takeTokens } from '../../src/core/token-bucket.ts';

const rates = fc.record({ burst: fc.integer({ min: 1, max: 20 }), intervalMs: fc.integer({ min: 1, max: 200_000 }) });
/** Pauses before each asking, in milliseconds. */
const pauses = fc.array(fc.integer({ min: 0, max: 400_000 }), { minLength: 1, maxLength: 60 });

test('no stretch of time gives more than the burst and what came back in it', () => {
  fc.assert(
    fc.property(rates, pauses, (rate, waits) => {
      const granted: number[] = [];
      let state: BucketState = null;
      let now = 1_700_000_000_000;
      for (const wait of waits) {
        now += wait;
        const taken = takeTokens(state, rate, 1, now);
        state = taken.state;
        if (taken.nextAtMs === null) granted.push(now);
      }
      for (const [first, from] of granted.entries()) {
        for (const [last, to] of granted.entries()) {
          if (last < first) continue;
          expect(last - first + 1).toBeLessThanOrEqual(rate.burst + (to - from) / rate.intervalMs);
        }
      }
    }),
  );
});

test('it grants as a bucket does that is filled one token at a time', () => {
  fc.assert(
    fc.property(rates, pauses, (rate, waits) => {
      let state: BucketState = null;
      let now = 1_700_000_000_000;
      let tokens: number = rate.burst;
      for (const wait of waits) {
        now += wait;
        tokens = Math.min(rate.burst, tokens + wait / rate.intervalMs);
        const isGranted = tokens >= 1 - 1e-9;
        if (isGranted) tokens -= 1;
        const taken = takeTokens(state, rate, 1, now);
        state = taken.state;
        expect(taken.nextAtMs === null).toBe(isGranted);
      }
    }),
  );
});

test('who is refused is told the first moment at which it is granted', () => {
  fc.assert(
    fc.property(rates, pauses, (rate, waits) => {
      let state: BucketState = null;
      let now = 1_700_000_000_000;
      for (const wait of waits) {
        now += wait;
        const before: BucketState = state;
        const { state: after, nextAtMs } = takeTokens(before, rate, 1, now);
        state = after;
        if (nextAtMs === null) continue;
        const isEarlierRefused = takeTokens(before, rate, 1, nextAtMs - 1).nextAtMs !== null;
        const isThenGranted = takeTokens(before, rate, 1, nextAtMs).nextAtMs === null;
        expect({ after, isEarlierRefused, isThenGranted }).toEqual({
          after: before,
          isEarlierRefused: true,
          isThenGranted: true,
        });
      }
    }),
  );
});

test('turns that are reserved come in order, are never earlier than a taker would get, and lose nothing', () => {
  fc.assert(
    fc.property(rates, pauses, fc.integer({ min: 1, max: 5 }), (rate, waits, count) => {
      let state: BucketState = null;
      let now = 1_700_000_000_000;
      const turns: number[] = [];
      for (const wait of waits) {
        now += wait;
        const reserved = reserveTokens(state, rate, count, now);
        expect(reserved.turnsMs).toHaveLength(count);
        expect(reserved.turnsMs.every((turn) => turn >= now)).toBe(true);
        turns.push(...reserved.turnsMs);
        state = reserved.state;
      }
      expect(turns).toEqual(turns.toSorted((a, b) => a - b));
      // A taker who comes at each of these turns is granted every time.
      let taker: BucketState = null;
      for (const turn of turns) {
        const taken = takeTokens(taker, rate, 1, turn);
        expect(taken.nextAtMs).toBeNull();
        taker = taken.state;
      }
    }),
  );
});
