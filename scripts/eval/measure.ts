import { readFile } from 'node:fs/promises';
import { AppError } from '../../src/core/errors.ts';
import { readEvalResults } from '../../src/core/eval-results-file.ts';
import type { EvalResults } from '../../src/core/evaluation.ts';
import type { RegressionInput, RegressionReport } from '../../src/core/regression.ts';
import { comparableResults } from '../../src/evals/baselines/comparable-results.ts';
import { compareRuns } from '../../src/evals/regression/compare-runs.ts';
import type { Store } from '../../src/store/open-store.ts';
import type { WantedEval } from './read-wanted.ts';

/** The run measured against its baseline. @throws AppError `eval_not_comparable` */
export function measureRun(
  candidate: EvalResults,
  baseline: EvalResults,
  rules: RegressionInput['rules'],
): RegressionReport {
  const { notes, ...compared } = comparableResults(baseline, candidate);
  if (compared.scorers.length === 0 || compared.baseline.length === 0) {
    throw new AppError({
      code: 'eval_not_comparable',
      message: ['The run has no items and scorers in common with its baseline.', ...notes].join(' '),
      hint: 'Save a new baseline of this dataset.',
    });
  }
  const report = compareRuns({ ...compared, rules });
  return { ...report, reasons: [...report.reasons, ...notes] };
}

/**
 * What the run is to be measured against: the file or tag that was asked for, else the promoted baseline.
 * @returns null where none is named and none is promoted @throws AppError `unknown_baseline`, `bad_eval_results`
 */
export async function findBaseline(
  { request, baselineFile }: WantedEval,
  store: Pick<Store, 'baselines' | 'evalRuns'>,
): Promise<EvalResults | null> {
  if (baselineFile !== null) return readEvalResults(await readFile(baselineFile, 'utf8'), baselineFile);
  const tag = request.baseline ?? (await store.baselines.promoted(request.dataset))?.tag ?? null;
  if (tag === null) return null;
  const saved = await store.baselines.get(request.dataset, tag);
  const run = saved && (await store.evalRuns.get(saved.runId));
  if (run) return { run, results: await store.evalRuns.results(run.id) };
  throw new AppError({
    code: 'unknown_baseline',
    message: `There is no baseline "${tag}" of ${request.dataset} in this store.`,
    hint: 'Give an eval_results.json with --baseline, or the store that has it with DATABASE_URL.',
  });
}
