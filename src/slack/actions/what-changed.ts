import { AppError } from '../../core/errors.ts';
import { comparePages } from '../../core/page-change.ts';
import { actionIds } from '../blocks/button.ts';
import { renderChangesModal } from '../blocks/changes-modal.ts';
import { parseSummaryReference } from '../blocks/summary-reference.ts';
import { type Action, readSummary } from './click.ts';

/** What changed on a known page since its earlier summary. A trigger lives three seconds; both texts are in the local store. */
export const whatChanged: Action = {
  actionIds: [actionIds.whatChanged],
  needs: 'everyone',
  async run(click, services) {
    const summary = await readSummary(parseSummaryReference(click.value), click, services);
    const earlier = await services.summaries.get(summary.known?.summaryId ?? '');
    if (summary.evidence === null || earlier?.evidence == null || earlier.evidence.snippets.length === 0) {
      throw new AppError({
        code: 'text_gone',
        message: 'The earlier text of this page is no longer kept.',
        hint: 'Refresh reads the page anew.',
      });
    }
    const { change, places } = comparePages(earlier.evidence, summary.evidence);
    const view = renderChangesModal(change, places);
    await services.calls.interactive((client) => client.views.open({ trigger_id: click.triggerId, view }));
  },
};
