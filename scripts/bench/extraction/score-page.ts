export interface Score {
  wordF1: number;
  shinglePrecision: number;
  shingleRecall: number;
}

const word = /[\p{L}\p{N}_]+/gu;

/** Scores one extraction: words as a bag in lower case, and runs of four words with their case. */
export function scorePage(text: string, gold: string): Score {
  const own = text.match(word) ?? [];
  const other = gold.match(word) ?? [];
  const words = overlap(own.map(lower), other.map(lower));
  const shingles = overlap(fours(own), fours(other));
  const sum = words.precision + words.recall;
  return {
    wordF1: sum > 0 ? (2 * words.precision * words.recall) / sum : 0,
    shinglePrecision: shingles.precision,
    shingleRecall: shingles.recall,
  };
}

const lower = (text: string): string => text.toLowerCase();

function fours(words: readonly string[]): string[] {
  if (words.length <= 4) return words.length === 0 ? [] : [words.join(' ')];
  return words.slice(3).map((_, at) => words.slice(at, at + 4).join(' '));
}

function overlap(own: readonly string[], other: readonly string[]): { precision: number; recall: number } {
  const left = new Map<string, number>();
  for (const item of other) left.set(item, (left.get(item) ?? 0) + 1);
  let hits = 0;
  for (const item of own) {
    const count = left.get(item) ?? 0;
    if (count === 0) continue;
    hits += 1;
    left.set(item, count - 1);
  }
  return { precision: hits / Math.max(1, own.length), recall: hits / Math.max(1, other.length) };
}
