/** Above this expected F1 a page counts as understood. */
const sureF1 = 0.75;
/** Log-odds that a block of such a page must have more: the few doubtful blocks beside clear content are furniture. */
const sureStrictness = 0.5;

export interface BlockChoice {
  kept: boolean[];
  /** 0 to 1: how well the classifier believes to understand the page. */
  expectedF1: number;
}

/**
 * Chooses the set of blocks with the highest expected F1: a block is worth keeping when its probability is above half the
 * F1 that can be had on this page, so uncertain pages keep more and clear ones are cut sharply.
 * @param probabilities by block, 0 to 1.
 * @param wordCounts by block.
 */
export function chooseBlocks(probabilities: readonly number[], wordCounts: readonly number[]): BlockChoice {
  const choice = maximizeExpectedF1(probabilities, wordCounts);
  if (choice.expectedF1 < sureF1) return choice;
  const odds = Math.exp(-sureStrictness);
  const stricter = probabilities.map((p) => (p * odds) / (p * odds + 1 - p));
  return { kept: maximizeExpectedF1(stricter, wordCounts).kept, expectedF1: choice.expectedF1 };
}

function maximizeExpectedF1(probabilities: readonly number[], wordCounts: readonly number[]): BlockChoice {
  const order = probabilities.map((_, index) => index);
  order.sort((a, b) => (probabilities[b] ?? 0) - (probabilities[a] ?? 0) || a - b);
  let expected = 0;
  for (const [index, probability] of probabilities.entries()) expected += probability * (wordCounts[index] ?? 0);
  let hits = 0;
  let size = 0;
  let best = 0;
  let count = 0;
  for (const [rank, index] of order.entries()) {
    const words = wordCounts[index] ?? 0;
    hits += (probabilities[index] ?? 0) * words;
    size += words;
    const f1 = size + expected > 0 ? (2 * hits) / (size + expected) : 0;
    if (f1 > best) {
      best = f1;
      count = rank + 1;
    }
  }
  const kept = probabilities.map(() => false);
  for (const index of order.slice(0, count)) kept[index] = true;
  return { kept, expectedF1: best };
}
