import { actionIds } from '../blocks/button.ts';
import { parseItemReference } from '../blocks/evals/eval-reference.ts';
import { evalItemReport } from '../blocks/evals/item-report.ts';
import { loadingModal, reportModal } from '../blocks/report-modal.ts';
import type { Action } from './click.ts';
import { readEvalRun, staleEval } from './eval-click.ts';

const name = 'Eval item';

/** One item in a modal: at once, since a trigger lives three seconds, then with its scores and answer. */
export const openEvalItem: Action = {
  actionIds: [actionIds.openEvalItem],
  needs: 'eval.read',
  async run(click, services) {
    const { access, calls, evals, reports } = services;
    const reference = parseItemReference(click.value);
    if (reference === null) throw staleEval();
    const run = await readEvalRun(reference.runId, click, services);
    const loading = loadingModal(name, 'Reading the item…');
    const shown = await calls.interactive((client) =>
      click.view?.isModal === true
        ? client.views.push({ trigger_id: click.triggerId, view: loading })
        : client.views.open({ trigger_id: click.triggerId, view: loading }),
    );
    const results = await evals.results(run.id);
    const result = results.find(({ itemId, repeat }) => itemId === reference.itemId && repeat === reference.repeat);
    if (!result) throw staleEval();
    const mayRead = await access.may(click, 'eval.read_answers');
    const answer = mayRead && result.answerKey !== null ? await evals.answer(result.answerKey) : null;
    const view = reportModal(name, evalItemReport(run, result, mayRead ? answer : 'hidden'), reports.form());
    const { id, hash } = shown.view ?? {};
    await calls.interactive((client) =>
      client.views.update({ view_id: id ?? '', view, ...(hash === undefined ? {} : { hash }) }),
    );
  },
};
