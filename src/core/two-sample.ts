import { wilsonInterval } from './wilson-interval.ts';

/** B − A with its 95 % interval. */
export interface Difference {
  value: number;
  low: number;
  high: number;
}

/** How often something was so. */
export interface ShareSample {
  n: number;
  count: number;
}

/** A measured figure of several cases. */
export interface MeanSample {
  n: number;
  sum: number;
  sumOfSquares: number;
}

/** Two-sided 95 %. */
const z = 1.959963984540054;
/** With fewer in either sample an interval would say more than is known. */
export const minSampleSize = 10;

/**
 * Difference of two independent shares by Newcombe's hybrid of Wilson's intervals: with d = pB - pA and the Wilson interval (l, u) of each,
 * d - √((pB - lB)² + (uA - pA)²) to d + √((uB - pB)² + (pA - lA)²).
 *
 * R. G. Newcombe, "Interval estimation for the difference between independent proportions: comparison of eleven methods", Statistics in
 * Medicine 17 (1998), method 10.
 *
 * @returns null where either has fewer than ten
 */
export function differenceOfShares(a: ShareSample, b: ShareSample): Difference | null {
  if (a.n < minSampleSize || b.n < minSampleSize) return null;
  const rateA = a.count / a.n;
  const rateB = b.count / b.n;
  const ofA = wilsonInterval(rateA, a.n, z);
  const ofB = wilsonInterval(rateB, b.n, z);
  const value = rateB - rateA;
  return {
    value,
    low: value - Math.hypot(rateB - ofB.low, ofA.high - rateA),
    high: value + Math.hypot(ofB.high - rateB, rateA - ofA.low),
  };
}

/**
 * Difference of two independent means by Welch's interval: d ± t √(sA²/nA + sB²/nB), t of Student's distribution with the degrees of freedom of
 * Welch and Satterthwaite, so that neither variances nor sizes need be equal.
 *
 * B. L. Welch, "The generalization of 'Student's' problem when several different population variances are involved", Biometrika 34 (1947).
 *
 * @returns null where either has fewer than ten
 */
export function differenceOfMeans(a: MeanSample, b: MeanSample): Difference | null {
  if (a.n < minSampleSize || b.n < minSampleSize) return null;
  const value = b.sum / b.n - a.sum / a.n;
  const ofA = varianceOf(a) / a.n;
  const ofB = varianceOf(b) / b.n;
  const squared = ofA + ofB;
  if (squared === 0) return { value, low: value, high: value };
  const freedom = squared ** 2 / (ofA ** 2 / (a.n - 1) + ofB ** 2 / (b.n - 1));
  const half = studentQuantile(freedom) * Math.sqrt(squared);
  return { value, low: value - half, high: value + half };
}

function varianceOf({ n, sum, sumOfSquares }: MeanSample): number {
  // What rounding makes smaller than nothing is nothing.
  return Math.max(0, (sumOfSquares - sum ** 2 / n) / (n - 1));
}

/**
 * The 97.5 % point of Student's t by the expansion of Abramowitz and Stegun, "Handbook of Mathematical Functions" (1964), 26.7.5; from nine
 * degrees of freedom on, the fewest there can be here, right to 0.0005.
 */
function studentQuantile(freedom: number): number {
  const terms = [
    (z ** 3 + z) / 4,
    (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96,
    (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384,
    (79 * z ** 9 + 776 * z ** 7 + 1482 * z ** 5 - 1920 * z ** 3 - 945 * z) / 92_160,
  ];
  return terms.reduce((sum, term, index) => sum + term / freedom ** (index + 1), z);
}
