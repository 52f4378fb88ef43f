import fc from 'fast-check';
import { expect, test } from 'vitest';
import { overallScore } from '../../src/datasets/overall-score.ts';

test.each([
  [{ judges: [0.9, 0.7], scorers: [0, 0] }, 0.8],
  [{ judges: [null, 0.6], scorers: [1] }, 0.6],
  [{ judges: [null, null], scorers: [1, 1] }, null],
  [{ judges: [], scorers: [1, 0.5] }, 0.75],
  [{ judges: [], scorers: [] }, null],
])('of %j is %d', (scores, expected) => {
  const score = overallScore(scores);
  expect(score === null ? null : Math.round(score * 1e9) / 1e9).toBe(expected);
});

test('is a score or nothing, and never better than the best that was given', () => {
  const value = fc.double({ min: 0, max: 1, noNaN: true });
  fc.assert(
    fc.property(fc.array(fc.option(value)), fc.array(value), (judges, scorers) => {
      const score = overallScore({ judges, scorers });
      const known = [...judges, ...scorers].filter((one) => one !== null);
      expect(score === null || (score >= 0 && score <= Math.max(...known) + 1e-12)).toBe(true);
    }),
  );
});
