import { AppError } from '../../core/errors.ts';
import type { EvalRun } from '../../core/evaluation.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import type { Click } from './click.ts';

/** The run a button names, read anew. @throws AppError `stale_button` for one that is unknown or of another team. */
export async function readEvalRun(runId: string | undefined, click: Click, { evals }: SlackServices): Promise<EvalRun> {
  const run = /^[0-9a-f-]{36}$/.test(runId ?? '')
    ? await evals.find(runId ?? '', click.teamId).catch(() => null)
    : null;
  if (run) return run;
  throw staleEval();
}

export function staleEval(): AppError {
  return new AppError({
    code: 'stale_button',
    message: 'I no longer have this run.',
    hint: '/eval list shows what there is.',
  });
}
