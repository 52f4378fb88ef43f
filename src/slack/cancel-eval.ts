import type { EvalRun } from '../core/evaluation.ts';
import type { Actor } from './access.ts';
import { shortRunId } from './blocks/evals/eval-reference.ts';
import { drawEvalCard } from './show-eval.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** Stops a run. @returns what to tell the person. @throws AppError `not_allowed`, `eval_ended`. */
export async function cancelEval(run: EvalRun, actor: Actor, services: SlackServices): Promise<string> {
  const { access, evals, reports } = services;
  const act = { action: 'eval.cancel', target: run.id } as const;
  const after = await access.change(actor, act, async () => {
    const result = await evals.cancel(run.id, `cancelled by ${actor.userId}`);
    return { result, before: run.status, after: 'cancelled' };
  });
  const id = shortRunId(run.id);
  if (after.status !== 'cancelled') return `Run ${id} stops; the message of the run shows what it has.`;
  // It had not begun, so no job redraws its message.
  if (after.place !== null) await reports.update(after.place, await drawEvalCard(after, services));
  return `Run ${id} is cancelled.`;
}
