import { AppError } from '../core/errors.ts';
import type { EvalRun } from '../core/evaluation.ts';
import type { RegressionReport } from '../core/regression.ts';
import type { EvalDeps } from './eval-deps.ts';

/** Two runs of one dataset, the second against the first, over the scorers that both have. @throws AppError `eval_not_comparable` */
export async function compareStoredRuns(
  first: EvalRun,
  second: EvalRun,
  { runs, compare }: Pick<EvalDeps, 'runs' | 'compare'>,
): Promise<RegressionReport> {
  if (first.params.dataset !== second.params.dataset) {
    throw notComparable(`One run is of ${first.params.dataset}, the other of ${second.params.dataset}.`);
  }
  const sameJudge = JSON.stringify(first.params.judge) === JSON.stringify(second.params.judge);
  const judged = new Set(sameJudge ? [] : judgesOf(first).concat(judgesOf(second)));
  const scorers = second.params.scorers.filter((id) => first.params.scorers.includes(id) && !judged.has(id));
  if (scorers.length === 0) throw notComparable('They have no scorer in common.');
  const [baseline, candidate] = await Promise.all([runs.results(first.id), runs.results(second.id)]);
  return compare({ scorers, baseline, candidate, rules: { isStrict: false, alpha: 0.1, seed: second.params.seed } });
}

/** Scorers whose values depend on the judge. */
function judgesOf({ params }: EvalRun): string[] {
  const names = Object.keys(params.judge?.promptVersions ?? {});
  return params.scorers.filter((id) => names.includes(`judge-${id}`));
}

function notComparable(why: string): AppError {
  return new AppError({
    code: 'eval_not_comparable',
    message: `These runs cannot be compared. ${why}`,
    hint: '/eval list shows which runs are of one dataset.',
  });
}
