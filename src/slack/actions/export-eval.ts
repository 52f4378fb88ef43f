import { writeEvalResults } from '../../core/eval-results-file.ts';
import { actionIds } from '../blocks/button.ts';
import { renderNote } from '../blocks/note-message.ts';
import { shortRunId } from '../blocks/evals/eval-reference.ts';
import type { Action } from './click.ts';
import { readEvalRun } from './eval-click.ts';

/** eval_results.json as a real file in the asker's direct message. */
export const exportEval: Action = {
  actionIds: [actionIds.exportEval],
  needs: 'eval.read',
  async run(click, services) {
    const run = await readEvalRun(click.value, click, services);
    const id = shortRunId(run.id);
    const title = `eval_results.json of run ${id}`;
    const content = writeEvalResults(run, await services.evals.results(run.id));
    await services.sendFile(click.userId, { name: 'eval_results.json', title, comment: title, content });
    await services.tell(click.person, renderNote('I sent you eval_results.json as a direct message.'));
  },
};
