import type { ScorerResult } from '../core/summary.ts';

/** A problem of one item, in words of ours; null where it is fine. */
export type ItemCheck<T> = (item: T) => string | null;

const shownProblems = 3;

/**
 * Value = share of items without a problem, passed where there is none (or where the share reaches `pass`). The reason names the first three.
 * @param good what to say when all is well
 */
export function scoreItems<T extends { label: string }>(
  items: readonly T[],
  check: ItemCheck<T>,
  good: string,
  pass = 1,
): ScorerResult {
  const problems = items.flatMap((item) => {
    const problem = check(item);
    return problem === null ? [] : [`${item.label} ${problem}`];
  });
  const value = items.length === 0 ? 1 : (items.length - problems.length) / items.length;
  if (problems.length === 0) return { value, passed: true, reason: good };
  const more = problems.length > shownProblems ? ` and ${problems.length - shownProblems} more` : '';
  return { value, passed: value >= pass, reason: `${problems.slice(0, shownProblems).join('; ')}${more}.` };
}

/** Words of a draft as they may stand in a reason: short, without markup or characters that do something. */
export function quoted(words: readonly string[]): string {
  return words
    .slice(0, 4)
    .map((word) => `"${word.replace(/[^\p{L}\p{M}\p{N} .,%$€+#'-]/gu, '').slice(0, 40)}"`)
    .join(', ');
}
