import { actionIds } from '../blocks/button.ts';
import { parseEvidencePage, renderEvidenceModal } from '../blocks/evidence-modal.ts';
import { parseSummaryReference } from '../blocks/summary-reference.ts';
import { type Action, readSummary } from './click.ts';

/** Opens the quotes behind each sentence. A trigger lives three seconds; everything shown is in the local store. */
export const whereFrom: Action = {
  actionIds: [actionIds.whereFrom],
  needs: 'everyone',
  async run(click, services) {
    const summary = await readSummary(parseSummaryReference(click.value), click, services);
    const view = renderEvidenceModal(summary);
    await services.calls.interactive((client) => client.views.open({ trigger_id: click.triggerId, view }));
  },
};

/** Turns the page of that modal. */
export const evidencePage: Action = {
  actionIds: [actionIds.evidencePrevious, actionIds.evidenceNext],
  needs: 'everyone',
  async run(click, services) {
    const reference = parseEvidencePage(click.value);
    const summary = await readSummary(reference, click, services);
    const shown = click.view;
    if (shown === null) return;
    const view = renderEvidenceModal(summary, reference?.page ?? 0);
    await services.calls.interactive((client) => client.views.update({ view_id: shown.id, hash: shown.hash, view }));
  },
};
