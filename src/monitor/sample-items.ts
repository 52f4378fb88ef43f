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
  const random = seededRandom(seed);
  const chosen: SourceItem[] = [];
  while (chosen.length < n && rest.length > 0) chosen.push(...rest.splice(Math.floor(random() * rest.length), 1));
  return chosen;
}

/** mulberry32: small, and the same on every machine. */
function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
