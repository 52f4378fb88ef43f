/** Tokens as the scorer counts them, in lower case. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [];
}

interface Match {
  /** Gold positions that the block took. */
  positions: number[];
}

/**
 * Says which share of each block's words is in the gold text, giving every word of the gold away once. Long blocks that
 * occur once on the page choose first; shorter and repeated ones must then fit between the neighbours that were placed,
 * so that "Home" in a menu does not count because the text says "home".
 */
export function labelBlocks(blocks: readonly string[], gold: string): number[] {
  const tokens = blocks.map(wordsOf);
  const goldTokens = wordsOf(gold);
  const used = new Uint8Array(goldTokens.length);
  const starts = new Map<string, number[]>();
  for (let at = 0; at < goldTokens.length; at += 1) {
    const key = goldTokens[at] ?? '';
    const list = starts.get(key);
    if (list) list.push(at);
    else starts.set(key, [at]);
  }
  const occurrences = new Map<string, number>();
  for (const words of tokens) {
    const key = words.join(' ');
    occurrences.set(key, (occurrences.get(key) ?? 0) + 1);
  }
  const matches: (Match | null)[] = tokens.map(() => null);

  /** Longest run of block words from `from` that stands in unused gold; among equals, the one nearest to `near`. */
  const longestRun = (words: string[], from: number, low: number, high: number, near: number) => {
    let best = { length: 0, at: -1 };
    for (const at of starts.get(words[from] ?? '') ?? []) {
      if (at < low || at >= high || used[at]) continue;
      let length = 0;
      while (
        from + length < words.length &&
        at + length < high &&
        !used[at + length] &&
        goldTokens[at + length] === words[from + length]
      )
        length += 1;
      if (length > best.length || (length === best.length && Math.abs(at - near) < Math.abs(best.at - near)))
        best = { length, at };
    }
    return best;
  };

  const take = (index: number, low: number, high: number, minRun: number, minShare: number): void => {
    const words = tokens[index] ?? [];
    const positions: number[] = [];
    let near = low;
    for (let from = 0; from < words.length;) {
      const run = longestRun(words, from, low, high, near);
      if (run.length >= Math.min(minRun, words.length)) {
        for (let k = 0; k < run.length; k += 1) positions.push(run.at + k);
        for (let k = 0; k < run.length; k += 1) used[run.at + k] = 1;
        near = run.at + run.length;
        from += run.length;
      } else from += 1;
    }
    if (words.length > 0 && positions.length / words.length >= minShare) matches[index] = { positions };
    else for (const at of positions) used[at] = 0;
  };

  const order = tokens.map((_, index) => index).sort((a, b) => (tokens[b]?.length ?? 0) - (tokens[a]?.length ?? 0));
  for (const index of order) {
    const words = tokens[index] ?? [];
    if (words.length >= 6 && occurrences.get(words.join(' ')) === 1) take(index, 0, goldTokens.length, 4, 0.2);
  }
  // What is left must stand between its placed neighbours; twice, because the first round places neighbours.
  for (let round = 0; round < 2; round += 1) {
    for (const index of order) {
      if (matches[index] || (tokens[index]?.length ?? 0) === 0) continue;
      const [low, high] = window(matches, index, goldTokens.length);
      if (high > low) take(index, low, high, 3, 0.6);
    }
  }
  for (const index of order) {
    if (!matches[index] && (tokens[index]?.length ?? 0) >= 3) take(index, 0, goldTokens.length, 4, 0.8);
  }
  return tokens.map((words, index) =>
    words.length === 0 ? 0 : (matches[index]?.positions.length ?? 0) / words.length,
  );
}

function window(matches: readonly (Match | null)[], index: number, goldLength: number): [number, number] {
  const reach = 12;
  let low = -1;
  let high = -1;
  for (let k = index - 1; k >= 0 && k >= index - reach && low < 0; k -= 1) low = matches[k]?.positions.at(-1) ?? -1;
  for (let k = index + 1; k < matches.length && k <= index + reach && high < 0; k += 1)
    high = matches[k]?.positions[0] ?? -1;
  if (low < 0 && high < 0) return [0, 0];
  // Next to one placed neighbour only: the gap that touches it.
  const slack = 60;
  if (low < 0) return [Math.max(0, high - slack), high];
  if (high < 0) return [low + 1, Math.min(goldLength, low + 1 + slack)];
  return high > low ? [low + 1, high] : [low + 1, Math.min(goldLength, low + 1 + slack)];
}
