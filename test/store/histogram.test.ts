import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  addEncodedHistogram,
  addToHistogram,
  binOf,
  encodeHistogram,
  percentilesOf,
} from '../../src/store/rollups-histogram.ts';
import type { Histogram } from '../../src/store/rollups-histogram.ts';

const durations = fc.array(fc.double({ min: 0.02, max: 4_000_000, noNaN: true }), { minLength: 1, maxLength: 200 });

function histogramOf(values: readonly number[]): Histogram {
  const histogram: Histogram = new Map();
  for (const value of values) addToHistogram(histogram, binOf(value), 1);
  return histogram;
}

describe('a histogram of durations', () => {
  test('gives percentiles that are off by less than 3 %', () => {
    fc.assert(
      fc.property(durations, fc.constantFrom(0.5, 0.95, 0.99), (values, share) => {
        const sorted = values.toSorted((a, b) => a - b);
        const exact = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        const bounds = { min: sorted[0] ?? 0, max: sorted.at(-1) ?? 0 };
        const [found] = percentilesOf(histogramOf(values), [share], bounds);
        expect(Math.abs((found ?? 0) - exact) / exact).toBeLessThan(0.03);
      }),
    );
  });

  test('adds up: two halves, stored and read again, are the whole', () => {
    fc.assert(
      fc.property(durations, durations, (a, b) => {
        const merged = addEncodedHistogram(
          addEncodedHistogram(new Map(), encodeHistogram(histogramOf(a))),
          encodeHistogram(histogramOf(b)),
        );
        expect(merged).toEqual(histogramOf([...a, ...b]));
      }),
    );
  });

  test('takes zero, what is below zero, and what is endless without losing count', () => {
    expect([0, -1, Number.NaN, 1e-9, 1e300].map(binOf)).toEqual([0, 0, 0, 0, expect.any(Number)]);
    expect(percentilesOf(new Map(), [0.5], { min: 0, max: 0 })).toEqual([null]);
  });
});
