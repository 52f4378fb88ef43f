import { createSeededRandom } from '../core/seeded-random.ts';
import type { SourceItem } from './item.ts';

export const strategies = ['all', 'random', 'most_recent', 'oldest'] as const;

export interface Sampling {
  strategy: (typeof strategies)[number];
  /** How many, for all strategies but `all`. */
  n: number;
  seed: number;
}

/** Those that are looked at now; the others stay candidates. The same items, number and seed give the same choice. */
export function sampleItems(items: readonly SourceItem[], { strategy, n, seed }: Sampling): SourceItem[] {
  const byTime = items.toSorted((a, b) => a.happenedAt - b.happenedAt || (a.id < b.id ? -1 : 1));
  switch (strategy) {
    case 'all':
      return byTime;
    case 'oldest':
      return byTime.slice(0, n);
    case 'most_recent':
      return byTime.slice(-n);
    case 'random':
      return drawn(byTime, n, seed).sort((a, b) => a.happenedAt - b.happenedAt || (a.id < b.id ? -1 : 1));
  }
}

/** The first `n` of a Fisher-Yates shuffle. */
function drawn(items: readonly SourceItem[], n: number, seed: number): SourceItem[] {
  const rest = [...items];
  const random = createSeededRandom('monitor sample', seed);
  const chosen: SourceItem[] = [];
  while (chosen.length < n && rest.length > 0) chosen.push(...rest.splice(random.below(rest.length), 1));
  return chosen;
}
