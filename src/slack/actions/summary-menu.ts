import { actionIds } from '../blocks/button.ts';
import { renderAddForm } from '../blocks/datasets/add-form.ts';
import { parseSummaryMenu } from '../blocks/summary-menu.ts';
import { unknownTrace } from '../find-trace.ts';
import { type Action, readSummary } from './click.ts';
import { openTrace } from './show-trace.ts';

/** The ⋯ menu under a summary. Everybody sees it, for Slack cannot hide it from some; what it holds is for admins, asked here. */
export const summaryMenu: Action = {
  actionIds: [actionIds.summaryMenu],
  needs: ({ value }) => (parseSummaryMenu(value)?.choice === 'dataset' ? 'dataset.add' : 'trace.read_content'),
  async run(click, services) {
    const chosen = parseSummaryMenu(click.value);
    const summary = await readSummary(chosen?.reference ?? null, click, services);
    if (chosen?.choice === 'dataset') {
      const view = renderAddForm(chosen.reference, await services.datasets.list());
      await services.calls.interactive((client) => client.views.open({ trigger_id: click.triggerId, view }));
      return;
    }
    await openTrace(click, services, async () => {
      const trace = await services.analytics.trace(summary.traceId);
      if (trace === null) throw unknownTrace(summary.traceId);
      return trace;
    });
  },
};
