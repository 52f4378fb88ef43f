import type { Rate } from '../../core/regression.ts';
import { wilsonInterval } from '../../core/wilson-interval.ts';

/** Two-sided 90 %. */
const z = 1.6448536269514722;

/**
 * A share with its 90 % interval by Wilson's score. Where nothing failed, the rule of three says how much may fail all the same: at most 3/n,
 * with 95 % confidence.
 *
 * J. A. Hanley and A. Lippman-Hand, "If nothing
 * goes wrong, is everything all right?" (1983).
 *
 * @param passed sum of the passed shares of the items, 0 to n
 */
export function rateOf(passed: number, n: number): Rate {
  if (n === 0) return { rate: 0, n, low: 0, high: 1, failureCeiling: null };
  const rate = passed / n;
  return {
    rate,
    n,
    ...wilsonInterval(rate, n, z),
    failureCeiling: passed >= n ? Math.min(1, 3 / n) : null,
  };
}
