import type { Rate } from '../../core/regression.ts';

/** Two-sided 90 %. */
const z = 1.6448536269514722;

/**
 * A share with its 90 % interval by Wilson's score: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). Where nothing failed, the rule of three
 * says how much may fail all the same: at most 3/n, with 95 % confidence.
 *
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927); J. A. Hanley and A. Lippman-Hand, "If nothing
 * goes wrong, is everything all right?" (1983).
 *
 * @param passed sum of the passed shares of the items, 0 to n
 */
export function rateOf(passed: number, n: number): Rate {
  if (n === 0) return { rate: 0, n, low: 0, high: 1, failureCeiling: null };
  const rate = passed / n;
  const middle = rate + z ** 2 / (2 * n);
  const half = z * Math.sqrt((rate * (1 - rate)) / n + z ** 2 / (4 * n ** 2));
  const scale = 1 + z ** 2 / n;
  return {
    rate,
    n,
    low: Math.max(0, (middle - half) / scale),
    high: Math.min(1, (middle + half) / scale),
    failureCeiling: passed >= n ? Math.min(1, 3 / n) : null,
  };
}
