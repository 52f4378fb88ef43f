import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSeededRandom } from '../../../src/core/seeded-random.ts';
import { bootstrapInterval } from '../../../src/evals/regression/bootstrap.ts';
import { detectableDrop } from '../../../src/evals/regression/detectable-drop.ts';
import { holm } from '../../../src/evals/regression/holm.ts';
import { mcnemarMidP } from '../../../src/evals/regression/mcnemar.ts';
import { normalQuantile } from '../../../src/evals/regression/normal-quantile.ts';
import { rateOf } from '../../../src/evals/regression/rate-of.ts';
import { signFlipP } from '../../../src/evals/regression/sign-flip.ts';
import type { Unit } from '../../../src/evals/regression/units.ts';

const units = (...sums: number[]): Unit[] => sums.map((sum) => ({ sum, size: 1 }));
const random = (seed = 1) => createSeededRandom(seed);
const differences = fc.array(
  fc.integer({ min: -10, max: 10 }).map((tenth) => tenth / 10),
  { minLength: 1, maxLength: 12 },
);

describe('the sign-flip test', () => {
  it('counts every pattern of signs that is as low as the one seen', () => {
    // All eight sums of ±1 ±1 ±1: only -3 is as low as -3.
    expect(signFlipP(units(-1, -1, -1), random())).toBe(1 / 8);
    // -1 is reached by -1 (three ways) and -3.
    expect(signFlipP(units(-1, -1, 1), random())).toBe(4 / 8);
    expect(signFlipP(units(0.5, 0.5, 0.5), random())).toBe(1);
  });

  it('gives 1 where nothing differs and does not count what does not', () => {
    expect(signFlipP(units(0, 0, 0), random())).toBe(1);
    expect(signFlipP(units(0, -1, 0, -1, 0), random())).toBe(signFlipP(units(-1, -1), random()));
  });

  it('agrees with a count by brute force', () => {
    fc.assert(
      fc.property(differences, (sums) => {
        const seen = sums.reduce((sum, value) => sum + value, 0);
        let asLow = 0;
        for (let pattern = 0; pattern < 2 ** sums.length; pattern += 1) {
          const total = sums.reduce((sum, value, index) => sum + ((pattern >> index) & 1 ? -value : value), 0);
          if (total <= seen + 1e-9) asLow += 1;
        }
        expect(signFlipP(units(...sums), random())).toBeCloseTo(asLow / 2 ** sums.length, 12);
      }),
      { numRuns: 60 },
    );
  });

  it('beyond 16 items draws patterns by the seed: near the exact p, never 0, the same each time', () => {
    // 14 of 20 lost: P(X >= 14) for X binomial (20, 1/2) is 0.0577.
    const twenty = units(...Array.from({ length: 20 }, (_, index) => (index < 14 ? -1 : 1)));
    const drawn = signFlipP(twenty, random(7));
    expect(Math.abs(drawn - 0.0577)).toBeLessThan(0.01);
    expect(signFlipP(twenty, random(7))).toBe(drawn);
    expect(signFlipP(twenty, random(8))).not.toBe(drawn);
    expect(signFlipP(units(...Array.from({ length: 40 }, () => -1)), random())).toBe(1 / 10_001);
  });

  it('is smaller the larger the drop, and never outside (0, 1]', () => {
    fc.assert(
      fc.property(differences, (sums) => {
        const p = signFlipP(units(...sums), random());
        const turned = signFlipP(units(...sums.map((sum) => -Math.abs(sum))), random());
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(turned).toBeLessThanOrEqual(p + 1e-12);
      }),
    );
  });
});

describe("McNemar's mid-p", () => {
  it('is the binomial tail with half of what was seen', () => {
    // N = 6, L = 5: (C(6,6) + C(6,5) / 2) / 64.
    expect(mcnemarMidP(5, 1)).toBeCloseTo((1 + 6 / 2) / 64, 12);
    expect(mcnemarMidP(0, 0)).toBe(0.5);
    expect(mcnemarMidP(3, 3)).toBeCloseTo(0.5, 12);
  });

  it('of both directions together is 1', () => {
    fc.assert(
      fc.property(fc.nat(40), fc.nat(40), (lost, won) => {
        expect(mcnemarMidP(lost, won) + mcnemarMidP(won, lost)).toBeCloseTo(1, 9);
      }),
    );
  });
});

describe('the bootstrap interval', () => {
  it('holds the mean, lies within the differences and is the same for the same seed', () => {
    fc.assert(
      fc.property(differences, fc.nat(1000), (sums, seed) => {
        const { low, high } = bootstrapInterval(units(...sums), random(seed));
        const mean = sums.reduce((sum, value) => sum + value, 0) / sums.length;
        expect(low).toBeLessThanOrEqual(mean + 1e-9);
        expect(high).toBeGreaterThanOrEqual(mean - 1e-9);
        expect(low).toBeGreaterThanOrEqual(Math.min(...sums) - 1e-9);
        expect(high).toBeLessThanOrEqual(Math.max(...sums) + 1e-9);
        expect(bootstrapInterval(units(...sums), random(seed))).toEqual({ low, high });
      }),
      { numRuns: 10 },
    );
  });

  it('comes near the interval of the normal distribution where there are many items', () => {
    const draw = random(3);
    const sums = Array.from({ length: 200 }, () => draw.nextFraction() - 0.5);
    const mean = sums.reduce((sum, value) => sum + value, 0) / 200;
    const error = Math.sqrt(1 / 12 / 200);
    const { low, high } = bootstrapInterval(units(...sums), random(4));
    expect(low).toBeCloseTo(mean - 1.645 * error, 2);
    expect(high).toBeCloseTo(mean + 1.645 * error, 2);
  });

  it('draws whole clusters: items that go together make it wider', () => {
    const items = Array.from({ length: 40 }, (_, index) => (Math.floor(index / 5) % 2 === 0 ? -1 : 1));
    const clusters = Array.from({ length: 8 }, (_, index) => ({ sum: index % 2 === 0 ? -5 : 5, size: 5 }));
    const byItem = bootstrapInterval(units(...items), random());
    const byCluster = bootstrapInterval(clusters, random());
    expect(byCluster.high - byCluster.low).toBeGreaterThan(1.8 * (byItem.high - byItem.low));
  });
});

describe('the smaller formulas', () => {
  it('Wilson: a published value, and the rule of three where nothing failed', () => {
    // 8 of 10 at 90 %: (0.541, 0.931), computed from the formula by hand.
    const rate = rateOf(8, 10);
    expect(rate.low).toBeCloseTo(0.541, 2);
    expect(rate.high).toBeCloseTo(0.931, 2);
    expect(rate.failureCeiling).toBeNull();
    expect(rateOf(30, 30)).toMatchObject({ rate: 1, failureCeiling: 0.1 });
    expect(rateOf(30, 30).high).toBeCloseTo(1, 12);
    expect(rateOf(2, 2).failureCeiling).toBe(1);
    expect(rateOf(0, 0)).toMatchObject({ low: 0, high: 1, failureCeiling: null });
  });

  it('Wilson: within 0 and 1 and round the share, for every count', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const { rate, low, high } = rateOf(share * n, n);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(1);
        expect(low).toBeLessThanOrEqual(rate + 1e-12);
        expect(high).toBeGreaterThanOrEqual(rate - 1e-12);
      }),
    );
  });

  it('normal quantiles as every table has them', () => {
    expect(normalQuantile(0.9)).toBeCloseTo(1.281552, 5);
    expect(normalQuantile(0.8)).toBeCloseTo(0.841621, 5);
    expect(normalQuantile(0.99)).toBeCloseTo(2.326348, 5);
    expect(normalQuantile(0.01)).toBeCloseTo(-2.326348, 5);
  });

  it('detectable drop: (1.28 + 0.84) sd / √n, larger where items go together', () => {
    const sums = Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 0.2 : -0.2));
    const sd = 0.2 * Math.sqrt(100 / 99);
    expect(detectableDrop(units(...sums), 0.1)).toBeCloseTo((2.1232 * sd) / 10, 4);
    const clusters = Array.from({ length: 10 }, (_, index) => ({ sum: index % 2 === 0 ? 2 : -2, size: 10 }));
    expect(detectableDrop(clusters, 0.1) ?? 0).toBeGreaterThan(2.9 * (detectableDrop(units(...sums), 0.1) ?? 0));
    expect(detectableDrop(units(0, 0, 0), 0.1)).toBeNull();
    expect(detectableDrop(units(...sums), 0.01) ?? 0).toBeGreaterThan(detectableDrop(units(...sums), 0.1) ?? 0);
  });

  it("Holm: the example of everybody's textbook, in the order given", () => {
    const adjusted = holm([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((p, index) => expect(adjusted[index]).toBeCloseTo(p, 12));
    expect(holm([0.02, null, null, null])).toEqual([0.02, 1, 1, 1]);
    expect(holm([])).toEqual([]);
  });

  it('Holm: never below p, never above 1 or m p, and in the order of p', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }), (pValues) => {
        const adjusted = holm(pValues);
        pValues.forEach((p, index) => {
          const own = adjusted[index] ?? -1;
          expect(own).toBeGreaterThanOrEqual(p);
          expect(own).toBeLessThanOrEqual(1);
          const above = adjusted.filter((_, at) => (pValues[at] ?? 0) > p);
          expect(own).toBeLessThanOrEqual(Math.min(1, ...above));
        });
      }),
    );
  });
});
