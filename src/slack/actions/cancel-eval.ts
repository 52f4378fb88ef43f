import { actionIds } from '../blocks/button.ts';
import { renderNote } from '../blocks/note-message.ts';
import { cancelEval } from '../cancel-eval.ts';
import type { Action } from './click.ts';
import { readEvalRun } from './eval-click.ts';

export const cancelEvalRun: Action = {
  actionIds: [actionIds.cancelEval],
  needs: 'eval.cancel',
  async run(click, services) {
    const run = await readEvalRun(click.value, click, services);
    await services.tell(click.person, renderNote(await cancelEval(run, click, services)));
  },
};
