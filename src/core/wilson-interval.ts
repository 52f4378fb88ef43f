/**
 * Interval of a share by Wilson's score: (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n). Unlike p ± z·s it stays within 0 and 1 and holds for
 * few cases and for shares near either end.
 *
 * E. B. Wilson, "Probable inference, the law of succession, and statistical inference" (1927).
 *
 * @param rate 0 to 1
 * @param n at least 1
 * @param z 1.645 for 90 %, 1.96 for 95 %, two-sided
 */
export function wilsonInterval(rate: number, n: number, z: number): { low: number; high: number } {
  const middle = rate + z ** 2 / (2 * n);
  const half = z * Math.sqrt((rate * (1 - rate)) / n + z ** 2 / (4 * n ** 2));
  const scale = 1 + z ** 2 / n;
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}
