import { createHash } from 'node:crypto';
import { actionIds } from '../blocks/button.ts';
import { startedAlready, startOrAsk } from '../show-eval.ts';
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
    const runId = repetitionOf(run.id);
    const earlier = await evals.find(runId, click.teamId).catch(() => null);
    if (earlier !== null && earlier.status !== 'planned') throw startedAlready();
    const request = { dataset, sample, seed, labels, versions, profile, baseline, isFresh };
    const plan = await evals.plan({ ...request, repeats: 3, runId }, click);
    const question = await startOrAsk(
      plan,
      click,
      { channelId: at.channelId, threadTs: click.person.threadTs },
      services,
    );
    if (question) await reports.tell(click.person, question);
  },
};

/** One run repeats another, whoever presses and how often: its id is made of that one's. */
function repetitionOf(runId: string): string {
  const digits = createHash('sha256').update(`repeat ${runId}`).digest('hex');
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(13, 16)}`,
    `a${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join('-');
}
