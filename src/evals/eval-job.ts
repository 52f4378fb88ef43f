import { z } from 'zod';
import { AppError } from '../core/errors.ts';
import type { Failure } from '../core/errors.ts';
import type { EvalBoard, EvalProgress } from '../core/eval-desk.ts';
import type { EvalRun } from '../core/evaluation.ts';
import type { JobContext } from '../core/ports.ts';
import type { EvalDeps } from './eval-deps.ts';
import { endRun, performRun } from './perform-run.ts';

/** Kind `eval-run`: a planned run and the items that were drawn for it. */
export const EvalRunPayload = z.object({
  runId: z.string(),
  itemIds: z.array(z.string()),
  /** Where the run is shown: that of the start which won, whatever others wrote meanwhile. Absent in jobs of earlier versions. */
  place: z.object({ channelId: z.string(), ts: z.string() }).nullable().optional(),
});
export type EvalRunPayload = z.infer<typeof EvalRunPayload>;

export interface EvalJob {
  runJob(payload: EvalRunPayload, context: JobContext): Promise<void>;
  onDead(payload: EvalRunPayload, failure: Failure): Promise<void>;
  onCancelled(payload: EvalRunPayload): Promise<void>;
}

/** Jobs of one group are cancelled together. */
export function evalJobGroup(runId: string): string {
  return `eval:${runId}`;
}

/** What still works on a run that has ended, such as the verdict that answers its items again. */
export interface EndHooks {
  signal: AbortSignal;
  progress(run: EvalRun, progress: EvalProgress): void;
}

/** Hears of every run that has ended, however it did. @param hooks null where its job is over, so that nothing more may be done */
export type RunEnded = (run: EvalRun, hooks: EndHooks | null) => Promise<void>;

export function createEvalJob(deps: EvalDeps & { board: EvalBoard; ended: RunEnded }): EvalJob {
  const { runs, board } = deps;

  async function close(runId: string, how: Pick<EvalRun, 'status' | 'failure'>): Promise<void> {
    const run = await runs.get(runId);
    if (run === null) return;
    const ended = run.status === 'done' ? run : await endRun(run, how, deps);
    await deps.ended(ended, null);
    if (ended.place !== null) await board.finish(ended.place, ended);
  }

  return {
    async runJob(payload, context) {
      const run = await runs.get(payload.runId);
      if (run === null)
        throw new AppError({ code: 'unknown_eval_run', message: 'This eval run is not stored any more.' });
      const { place = run.place } = payload;
      await runs.update(run.id, { place });
      // Done already where only its showing failed.
      const hooks: EndHooks = {
        signal: context.signal,
        progress: (current, progress) => place && board.progress(place, current, progress),
      };
      const ended = run.status === 'done' ? run : await performRun(run, payload.itemIds, deps, hooks);
      await context.step('ended', () => deps.ended(ended, hooks));
      if (place !== null) await board.finish(place, (await runs.get(run.id)) ?? ended);
    },
    onDead: ({ runId }, failure) => close(runId, { status: 'failed', failure }),
    onCancelled: ({ runId }) => close(runId, { status: 'cancelled', failure: null }),
  };
}
