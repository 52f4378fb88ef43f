import type { Pair } from './pair-items.ts';

/** What is flipped and resampled as one: an item, or a cluster of items that are not independent of each other. */
export interface Unit {
  /** Of the differences candidate - baseline. */
  sum: number;
  /** Items in it. */
  size: number;
}

/** Groups the pairs; items without a cluster stand alone. */
export function unitsOf(pairs: readonly Pair[], by: 'item' | 'cluster'): Unit[] {
  if (by === 'item') return pairs.map((pair) => ({ sum: pair.candidate - pair.baseline, size: 1 }));
  const clusters = new Map<string, Unit>();
  for (const pair of pairs) {
    const key = clusterKey(pair);
    const unit = clusters.get(key) ?? { sum: 0, size: 0 };
    unit.sum += pair.candidate - pair.baseline;
    unit.size += 1;
    clusters.set(key, unit);
  }
  return [...clusters.values()];
}

export function clusterKey({ itemId, cluster }: Pick<Pair, 'itemId' | 'cluster'>): string {
  return cluster === null ? `item ${itemId}` : `cluster ${cluster}`;
}

/** Mean difference of all items, -1 to 1; 0 without items. */
export function meanDifference(units: readonly Unit[]): number {
  const size = units.reduce((sum, unit) => sum + unit.size, 0);
  return size === 0 ? 0 : units.reduce((sum, unit) => sum + unit.sum, 0) / size;
}
