import type { Pair } from './pair-items.ts';
import { clusterKey } from './units.ts';

/**
 * Whole clusters are flipped where items are tagged with one, for answers from one site or thread go wrong together: items taken as independent
 * then fail a run by chance far too often. With G clusters no p is below 1/2^G, so where that cannot reach alpha after Holm, items are flipped.
 *
 * @param scorers the same items under each scorer
 * @returns clusterCount null where no two items belong together
 */
export function chooseUnit(
  scorers: readonly (readonly Pair[])[],
  alpha: number,
): { unit: 'item' | 'cluster'; clusterCount: number | null } {
  const items = scorers.toSorted((left, right) => right.length - left.length)[0] ?? [];
  const clusterCount = new Set(items.map(clusterKey)).size;
  if (clusterCount === items.length) return { unit: 'item', clusterCount: null };
  const differing = scorers.filter((pairs) => pairs.some((pair) => pair.baseline !== pair.candidate)).length;
  const smallestP = Math.max(1, differing) / 2 ** clusterCount;
  return { unit: smallestP < alpha ? 'cluster' : 'item', clusterCount };
}
