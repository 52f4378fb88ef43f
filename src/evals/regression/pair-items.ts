import type { ComparedResult } from '../../core/regression.ts';

/** One item of the baseline and what the candidate made of it, under one scorer. */
export interface Pair {
  itemId: string;
  cluster: string | null;
  /** Mean over the repeats, 0 to 1; 0 where an answer failed or is missing. */
  baseline: number;
  candidate: number;
  /** Share of the repeats that passed, 0 to 1. */
  baselinePassed: number;
  candidatePassed: number;
}

/** Results of one side by item, in the order in which items first come. */
export type ItemResults = ReadonlyMap<string, readonly ComparedResult[]>;

export function groupByItem(results: readonly ComparedResult[]): ItemResults {
  const items = new Map<string, ComparedResult[]>();
  for (const result of results) {
    const known = items.get(result.itemId);
    if (known) known.push(result);
    else items.set(result.itemId, [result]);
  }
  return items;
}

/**
 * Every item of the baseline that the scorer has something to say of (no theme is expected of some); one that the candidate lost counts as 0 and
 * is never dropped.
 */
export function pairItems(scorer: string, baseline: ItemResults, candidate: ItemResults): Pair[] {
  const judged = [...baseline].filter(([, results]) => results.some((result) => isJudged(result, scorer)));
  return judged.map(([itemId, results]) => {
    const others = candidate.get(itemId) ?? [];
    return {
      itemId,
      cluster: results[0]?.cluster ?? null,
      baseline: meanOf(results, (result) => scoreOf(result, scorer).value),
      candidate: meanOf(others, (result) => scoreOf(result, scorer).value),
      baselinePassed: meanOf(results, (result) => (scoreOf(result, scorer).passed ? 1 : 0)),
      candidatePassed: meanOf(others, (result) => (scoreOf(result, scorer).passed ? 1 : 0)),
    };
  });
}

function isJudged({ outcome, scores }: ComparedResult, scorer: string): boolean {
  return outcome === 'failed' || scores.some((score) => score.scorer === scorer);
}

const nothing = { value: 0, passed: false };

function scoreOf(result: ComparedResult, scorer: string): { value: number; passed: boolean } {
  if (result.outcome === 'failed') return nothing;
  const score = result.scores.find((candidate) => candidate.scorer === scorer);
  return score === undefined || score.error !== null ? nothing : score;
}

function meanOf<T>(values: readonly T[], read: (value: T) => number): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + read(value), 0) / values.length;
}
