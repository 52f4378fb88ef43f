/** Names of what `withTokenScores` appends to the features of a block. */
export const tokenScoreNames = [
  'tokens.own',
  'tokens.before1',
  'tokens.after1',
  'tokens.window2',
  'tokens.window8',
  'tokens.before20',
  'tokens.after20',
];

/** What stands for the score where there is no block: unlikely to be content. */
const outside = -3;

/**
 * Appends to each row the log-odds that the token model gives the block and its surroundings.
 * @param scores log-odds by block.
 * @param wordCounts words by block; longer blocks count for more in the means.
 */
export function withTokenScores(
  rows: readonly Float32Array[],
  scores: readonly number[],
  wordCounts: readonly number[],
): Float32Array[] {
  const meanOf = (from: number, to: number, power: number): number => {
    let sum = 0;
    let weights = 0;
    for (let at = Math.max(0, from); at <= Math.min(scores.length - 1, to); at += 1) {
      const weight = (wordCounts[at] ?? 0) ** power;
      sum += (scores[at] ?? 0) * weight;
      weights += weight;
    }
    return weights > 0 ? sum / weights : outside;
  };
  return rows.map((row, index) => {
    const wide = new Float32Array(row.length + tokenScoreNames.length);
    wide.set(row);
    wide.set(
      [
        scores[index] ?? outside,
        scores[index - 1] ?? outside,
        scores[index + 1] ?? outside,
        meanOf(index - 2, index + 2, 1),
        meanOf(index - 8, index + 8, 0.5),
        meanOf(index - 20, index - 1, 0.5),
        meanOf(index + 1, index + 20, 0.5),
      ],
      row.length,
    );
    return wide;
  });
}
