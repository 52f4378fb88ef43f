import { AppError } from '../../core/errors.ts';
import { actionIds } from '../blocks/button.ts';
import { continueEval, startEval } from '../show-eval.ts';
import { takeCardAway } from '../take-card-away.ts';
import type { Action } from './click.ts';
import { readEvalRun } from './eval-click.ts';

/** Start under the question about the cost, and Continue under a run that ended early. */
export const startEvalRun: Action = {
  actionIds: [actionIds.startEval],
  needs: 'eval.run',
  async run(click, services) {
    const run = await readEvalRun(click.value, click, services);
    const { place } = run;
    if (place !== null && click.message?.ts === place.ts && click.message.channelId === place.channelId)
      return continueEval(run, place, click, services);
    const channelId = click.message?.channelId ?? click.person.channelId;
    if (channelId === null || channelId === undefined) {
      throw new AppError({
        code: 'stale_button',
        message: 'I do not know where to show this run.',
        hint: 'Use /eval run.',
      });
    }
    await startEval(run, click, { channelId, threadTs: click.person.threadTs }, services);
    await takeCardAway(click.person);
  },
};
