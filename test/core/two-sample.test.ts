import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { armOf } from '../../src/core/prompt-split.ts';
import { createSeededRandom } from '../../src/core/seeded-random.ts';
import { differenceOfMeans, differenceOfShares } from '../../src/core/two-sample.ts';

const sampleOf = (values: readonly number[]) => ({
  n: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  sumOfSquares: values.reduce((sum, value) => sum + value ** 2, 0),
});

describe('the difference of two shares', () => {
  it('is that of Newcombe’s table: 56 of 70 against 48 of 80', () => {
    // Table II of the paper, method 10, has 0.0524 to 0.3339 for the first minus the second.
    const found = differenceOfShares({ n: 80, count: 48 }, { n: 70, count: 56 });
    expect(found?.value).toBeCloseTo(0.2, 10);
    expect(found?.low).toBeCloseTo(0.0524, 4);
    expect(found?.high).toBeCloseTo(0.3339, 4);
  });

  it('is within -1 and 1, holds the observed one, and turns its sign with the sides', () => {
    const sample = fc.integer({ min: 10, max: 300 }).chain((n) => fc.record({ n: fc.constant(n), count: fc.nat(n) }));
    fc.assert(
      fc.property(sample, sample, (a, b) => {
        const there = differenceOfShares(a, b);
        const back = differenceOfShares(b, a);
        if (there === null || back === null) throw new Error('an interval was expected');
        expect(there.low).toBeGreaterThanOrEqual(-1 - 1e-9);
        expect(there.high).toBeLessThanOrEqual(1 + 1e-9);
        expect(there.low).toBeLessThanOrEqual(there.value);
        expect(there.high).toBeGreaterThanOrEqual(there.value);
        expect(back.low).toBeCloseTo(-there.high, 10);
      }),
    );
  });

  it('is not told from fewer than ten cases', () => {
    expect(differenceOfShares({ n: 9, count: 9 }, { n: 500, count: 1 })).toBeNull();
  });

  it('holds the truth about 95 times in 100', () => {
    const random = createSeededRandom(7);
    const draw = (n: number, share: number) => ({
      n,
      count: Array.from({ length: n }, () => random.nextFraction() < share).filter(Boolean).length,
    });
    const held = Array.from({ length: 2000 }, () => differenceOfShares(draw(40, 0.85), draw(30, 0.7))).filter(
      (found) => found !== null && found.low <= -0.15 && found.high >= -0.15,
    ).length;
    expect(held / 2000).toBeGreaterThan(0.93);
    expect(held / 2000).toBeLessThan(0.98);
  });
});

describe('the difference of two means', () => {
  it('is Welch’s interval', () => {
    // Variances 8.667 and 2.767 on ten cases each: 14.21 degrees of freedom, between t(14) = 2.1448 and t(15) = 2.1314.
    const a = sampleOf([20, 22, 19, 25, 26, 21, 20, 24, 27, 26]);
    const b = sampleOf([18, 19, 20, 19, 21, 20, 18, 22, 19, 23]);
    const found = differenceOfMeans(a, b);
    const t = 2.142;
    const variance = (s: typeof a): number => (s.sumOfSquares - s.sum ** 2 / s.n) / (s.n - 1);
    const error = Math.sqrt(variance(a) / 10 + variance(b) / 10);
    expect(found?.value).toBeCloseTo(-3.1, 10);
    expect(((found?.high ?? 0) - (found?.low ?? 0)) / 2 / error).toBeCloseTo(t, 2);
  });

  it('uses the wider points of Student’s distribution: 2.262 at nine degrees of freedom, 1.960 with many', () => {
    const steady = { n: 10_000, sum: 0, sumOfSquares: 1e-12 };
    const ten = sampleOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    const half = (found: ReturnType<typeof differenceOfMeans>): number => ((found?.high ?? 0) - (found?.low ?? 0)) / 2;
    expect(half(differenceOfMeans(steady, ten)) / Math.sqrt(55 / 6 / 10)).toBeCloseTo(2.262, 3);
    const many = { n: 100_000, sum: 0, sumOfSquares: 99_999 };
    expect(half(differenceOfMeans(many, many)) / Math.sqrt(2 / 100_000)).toBeCloseTo(1.96, 3);
  });

  it('of equal figures is nothing, and of too few is not told', () => {
    const same = sampleOf(Array.from({ length: 12 }, () => 0.3));
    expect(differenceOfMeans(same, same)).toMatchObject({ value: 0 });
    expect(differenceOfMeans(sampleOf([1, 2]), same)).toBeNull();
  });
});

describe('the arm of a job', () => {
  it('is always the same, follows the share, and is independent of another split', () => {
    const jobs = Array.from({ length: 4000 }, (_, at) => `01900000-0000-7000-8000-${String(at).padStart(12, '0')}`);
    const inB = jobs.filter((job) => armOf('split-1', job, 30) === 'b');
    expect(inB).toEqual(jobs.filter((job) => armOf('split-1', job, 30) === 'b'));
    expect(inB.length / 4000).toBeGreaterThan(0.27);
    expect(inB.length / 4000).toBeLessThan(0.33);
    const alsoInB = inB.filter((job) => armOf('split-2', job, 50) === 'b');
    expect(alsoInB.length / inB.length).toBeGreaterThan(0.45);
    expect(alsoInB.length / inB.length).toBeLessThan(0.55);
  });
});
