import type { DatasetItem, DatasetItemStatus } from '../core/dataset.ts';

/** Bars of the score distribution: 0.0 to 0.1, … 0.9 to 1.0, the last with both ends. */
export const scoreBins = 10;

export interface DatasetStats {
  count: number;
  byStatus: Record<DatasetItemStatus, number>;
  /** Of active items, as the rest. */
  scored: number;
  meanScore: number | null;
  /** How many scores fall into each tenth. */
  scoreHistogram: number[];
  /** Items without a query are `summary`. */
  queryTypes: Record<string, number>;
  tags: Record<string, number>;
  clusters: number;
  withEvidence: number;
  withReference: number;
}

export interface StatsCounter {
  add(item: DatasetItem): void;
  result(): DatasetStats;
}

/** Counts items one by one, so that any number of them needs the same memory. */
export function createStatsCounter(): StatsCounter {
  const byStatus = { active: 0, candidate: 0, rejected: 0 };
  const scoreHistogram = Array.from({ length: scoreBins }, () => 0);
  const queryTypes = new Map<string, number>();
  const tags = new Map<string, number>();
  const clusters = new Set<string>();
  let [count, scored, scoreSum, withEvidence, withReference] = [0, 0, 0, 0, 0];
  return {
    add(item) {
      count += 1;
      byStatus[item.status] += 1;
      if (item.status !== 'active') return;
      if (item.score !== null) {
        scored += 1;
        scoreSum += item.score;
        const bin = Math.min(scoreBins - 1, Math.floor(item.score * scoreBins));
        scoreHistogram[bin] = (scoreHistogram[bin] ?? 0) + 1;
      }
      countUp(queryTypes, typeOf(item));
      for (const tag of item.tags) countUp(tags, tag);
      if (item.cluster !== null) clusters.add(item.cluster);
      if (item.evidence !== null) withEvidence += 1;
      if (item.referenceResponse !== null) withReference += 1;
    },
    result: () => ({
      count,
      byStatus: { ...byStatus },
      scored,
      meanScore: scored === 0 ? null : scoreSum / scored,
      scoreHistogram: [...scoreHistogram],
      queryTypes: sorted(queryTypes),
      tags: sorted(tags),
      clusters: clusters.size,
      withEvidence,
      withReference,
    }),
  };
}

/** What kind of question an item asks. */
export function typeOf({ query, queryType }: Pick<DatasetItem, 'query' | 'queryType'>): string {
  return queryType ?? (query === null ? 'summary' : 'general');
}

function countUp(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

/** Most first, then by name. */
function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  return Object.fromEntries([...counts].toSorted(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)));
}
