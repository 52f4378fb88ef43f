import type { EvalItemResult, ScorerFigures } from '../core/evaluation.ts';

/** Mean value and share of passed results of each scorer, in the order given; a scorer without any result is left out. */
export function figuresOf(results: readonly EvalItemResult[], scorers: readonly string[]): ScorerFigures[] {
  return scorers.flatMap((scorer) => {
    const scores = results.flatMap((result) => result.scores.filter((score) => score.scorer === scorer));
    const n = scores.length;
    if (n === 0) return [];
    const share = (count: number): number => count / n;
    return [
      {
        scorer,
        n,
        mean: share(scores.reduce((sum, { value }) => sum + value, 0)),
        passRate: share(scores.filter(({ passed }) => passed).length),
        errorCount: scores.filter(({ error }) => error !== null).length,
      },
    ];
  });
}
