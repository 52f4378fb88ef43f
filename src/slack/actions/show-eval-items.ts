import { actionIds } from '../blocks/button.ts';
import { parsePageReference } from '../blocks/evals/eval-reference.ts';
import { evalItemsReport } from '../blocks/evals/items-report.ts';
import type { Action } from './click.ts';
import { readEvalRun } from './eval-click.ts';

/** Show failures, and the next items under them: another answer to whoever pressed. */
export const showEvalItems: Action = {
  actionIds: [actionIds.showEvalItems],
  needs: 'eval.read',
  async run(click, services) {
    const page = parsePageReference(click.value);
    const run = await readEvalRun(page?.runId, click, services);
    const results = await services.evals.results(run.id);
    await services.reports.tell(click.person, evalItemsReport(run, results, page?.from ?? 0));
  },
};
