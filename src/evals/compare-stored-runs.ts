import { AppError } from '../core/errors.ts';
import type { EvalRun } from '../core/evaluation.ts';
import type { RegressionReport } from '../core/regression.ts';
import { comparableResults } from './baselines/comparable-results.ts';
import type { EvalDeps } from './eval-deps.ts';

/** Largest p that counts as a drop when somebody looks at two runs. */
const alpha = 0.1;

/** Two runs of one dataset, the second against the first, over what of them may be compared. @throws AppError `eval_not_comparable` */
export async function compareStoredRuns(
  first: EvalRun,
  second: EvalRun,
  { runs, compare }: Pick<EvalDeps, 'runs' | 'compare'>,
): Promise<RegressionReport> {
  if (first.params.dataset !== second.params.dataset) {
    throw notComparable(`One is of ${first.params.dataset}, the other of ${second.params.dataset}.`);
  }
  const [before, now] = await Promise.all([runs.results(first.id), runs.results(second.id)]);
  const { notes, ...compared } = comparableResults({ run: first, results: before }, { run: second, results: now });
  if (compared.scorers.length === 0 || compared.baseline.length === 0) {
    throw notComparable(['They have no items and scorers in common.', ...notes].join(' '));
  }
  const report = await compare({ ...compared, rules: { isStrict: false, alpha, seed: second.params.seed } });
  return { ...report, reasons: [...report.reasons, ...notes] };
}

function notComparable(why: string): AppError {
  return new AppError({
    code: 'eval_not_comparable',
    message: `These runs cannot be compared. ${why}`,
    hint: '/eval list shows which runs are of one dataset.',
  });
}
