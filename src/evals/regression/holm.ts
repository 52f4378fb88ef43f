/**
 * Holm's step-down adjustment: the smallest p is multiplied by their number m, the next by m - 1 and so on, never below the one before. With it
 * the chance of any false alarm among all of them stays below alpha, however they hang together.
 *
 * S. Holm, "A simple sequentially rejective multiple test procedure" (1979). A test that could not have come out below alpha whatever had
 * happened is no part of the family: R. E. Tarone, "A modified Bonferroni method for discrete data" (1990).
 *
 * @param pValues null for a test that could not have come out: its adjusted p is 1
 * @returns in the same order
 */
export function holm(pValues: readonly (number | null)[]): number[] {
  const adjusted = pValues.map(() => 1);
  const family = pValues
    .flatMap((p, index) => (p === null ? [] : [{ p, index }]))
    .toSorted((left, right) => left.p - right.p);
  let floor = 0;
  family.forEach(({ p, index }, rank) => {
    floor = Math.max(floor, Math.min(1, p * (family.length - rank)));
    adjusted[index] = floor;
  });
  return adjusted;
}
