import { createHash } from 'node:crypto';

/**
 * A sample that is the same for the same seed, whatever the order of the items, and that a new item changes as little as possible: the items
 * with the smallest SHA-256 of seed and id. In order of id.
 * @param size null: all
 */
export function drawItems<T extends { id: string }>(items: readonly T[], size: number | null, seed: number): T[] {
  const rank = (id: string): string => createHash('sha256').update(`${seed}\u0000${id}`).digest('hex');
  const ranked = items.map((item) => ({ item, rank: rank(item.id) })).sort((a, b) => (a.rank < b.rank ? -1 : 1));
  return ranked
    .slice(0, size ?? ranked.length)
    .map(({ item }) => item)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}
