import type { Baseline } from '../../core/baseline.ts';
import { AppError } from '../../core/errors.ts';
import type { EvalRun } from '../../core/evaluation.ts';
import { tagOfRun } from './check-tag.ts';
import { judgeKeyOf } from './judge-key.ts';

/** @param tag null: one made of the run's day and id. @throws AppError `eval_not_done` */
export function baselineOfRun(run: EvalRun, tag: string | null, { by, at }: { by: string; at: number }): Baseline {
  if (run.status !== 'done') {
    throw new AppError({
      code: 'eval_not_done',
      message: `Only a run that was done to its end can be a baseline; this one is ${run.status}.`,
      hint: 'Let it go on, or start a new one with /eval run.',
    });
  }
  const { params, promptVersions, model, figures } = run;
  return {
    dataset: params.dataset,
    tag: tag ?? tagOfRun(run),
    runId: run.id,
    datasetVersion: params.datasetVersion,
    judgeKey: judgeKeyOf(params.judge),
    promptVersions,
    model,
    figures,
    savedBy: by,
    savedAt: at,
  };
}
