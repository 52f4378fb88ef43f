import { actionIds } from '../blocks/button.ts';
import { startOrAsk } from '../show-eval.ts';
import type { Action } from './click.ts';
import { readEvalRun, staleEval } from './eval-click.ts';

/** Run again ×3: the same prompt versions with three answers to each item; the first of them is kept from before. */
export const repeatEval: Action = {
  actionIds: [actionIds.repeatEval],
  needs: 'eval.run',
  async run(click, services) {
    const { evals, reports } = services;
    const run = await readEvalRun(click.value, click, services);
    const at = click.message;
    if (at === null) throw staleEval();
    const { dataset, sample, seed, labels, profile, baseline, isFresh } = run.params;
    const { promptVersions: versions } = run;
    const request = { dataset, sample, seed, labels, versions, profile, baseline, isFresh };
    const plan = await evals.plan({ ...request, repeats: 3 }, click);
    const question = await startOrAsk(
      plan,
      click,
      { channelId: at.channelId, threadTs: click.person.threadTs },
      services,
    );
    if (question) await reports.tell(click.person, question);
  },
};
