/** TF-IDF, TextRank and MMR over sentences; deterministic, and independent of the language but for stop words. */
import { stemOf } from '../../core/claims/stems.ts';
import { contentWords } from '../../core/words.ts';

export interface Vectors {
  /** Cosine of two sentences, 0 to 1. */
  similarity(a: number, b: number): number;
  /** Cosine of a sentence with any text, weighed by the sentences' own word frequencies. */
  similarityTo(index: number, text: string): number;
}

type Weights = Map<string, number>;

/** Sentences as TF-IDF vectors of word stems; words that many sentences share weigh little, which does for languages without a stop list. */
export function createVectors(sentences: readonly string[]): Vectors {
  const counts = sentences.map(countStems);
  const frequency = new Map<string, number>();
  for (const count of counts) for (const stem of count.keys()) frequency.set(stem, (frequency.get(stem) ?? 0) + 1);
  const weigh = (count: Weights): Weights => {
    const weights = new Map<string, number>();
    let square = 0;
    for (const [stem, times] of count) {
      const weight = (1 + Math.log(times)) * Math.log(1 + sentences.length / (frequency.get(stem) ?? 1));
      weights.set(stem, weight);
      square += weight * weight;
    }
    const norm = Math.sqrt(square) || 1;
    for (const [stem, weight] of weights) weights.set(stem, weight / norm);
    return weights;
  };
  const vectors = counts.map(weigh);
  return {
    similarity: (a, b) => dot(vectors[a], vectors[b]),
    similarityTo: (index, text) => dot(vectors[index], weigh(countStems(text))),
  };
}

function countStems(text: string): Weights {
  const count = new Map<string, number>();
  for (const stem of contentWords(text).map(stemOf)) count.set(stem, (count.get(stem) ?? 0) + 1);
  return count;
}

function dot(a: Weights | undefined, b: Weights | undefined): number {
  if (!a || !b) return 0;
  const [small, large] = a.size <= b.size ? [a, b] : [b, a];
  let sum = 0;
  for (const [stem, weight] of small) sum += weight * (large.get(stem) ?? 0);
  return Math.min(1, sum);
}

/** Centrality by TextRank (damping 0.85, as its authors chose), the highest scaled to 1. */
export function rankByCentrality(count: number, vectors: Vectors): number[] {
  const links: { to: number; weight: number }[][] = Array.from({ length: count }, () => []);
  const totals = Array.from({ length: count }, () => 0);
  for (let a = 0; a < count; a += 1) {
    for (let b = a + 1; b < count; b += 1) {
      const weight = vectors.similarity(a, b);
      // Weaker ties are one shared common word.
      if (weight < 0.06) continue;
      links[a]?.push({ to: b, weight });
      links[b]?.push({ to: a, weight });
      totals[a] = (totals[a] ?? 0) + weight;
      totals[b] = (totals[b] ?? 0) + weight;
    }
  }
  let scores = Array.from({ length: count }, () => 1);
  for (let round = 0; round < 30; round += 1) {
    const next = Array.from({ length: count }, () => 0.15);
    for (const [from, targets] of links.entries()) {
      const share = (0.85 * (scores[from] ?? 0)) / (totals[from] || 1);
      for (const { to, weight } of targets) next[to] = (next[to] ?? 0) + share * weight;
    }
    scores = next;
  }
  const highest = Math.max(...scores, Number.MIN_VALUE);
  return scores.map((score) => score / highest);
}

/**
 * Picks up to `count` of `among` by maximal marginal relevance: high score, little in common with what is picked already or given in `picked`.
 * Near-duplicates (cosine over 0.75) never both.
 */
export function pickDiverse(
  scores: readonly number[],
  vectors: Vectors,
  options: { count: number; among: readonly number[]; picked?: readonly number[] },
): number[] {
  const chosen: number[] = [];
  const nearest = new Map(
    options.among.map((index) => [
      index,
      Math.max(0, ...(options.picked ?? []).map((other) => vectors.similarity(index, other))),
    ]),
  );
  while (chosen.length < options.count) {
    let best: { index: number; value: number } | null = null;
    for (const [index, closeness] of nearest) {
      if (closeness > 0.75) continue;
      const value = 0.7 * (scores[index] ?? 0) - 0.3 * closeness;
      if (best === null || value > best.value) best = { index, value };
    }
    if (best === null) break;
    const { index } = best;
    chosen.push(index);
    nearest.delete(index);
    for (const [other, closeness] of nearest) nearest.set(other, Math.max(closeness, vectors.similarity(other, index)));
  }
  return chosen;
}
