import { AppError, toAppError } from '../../core/errors.ts';
import { promotionModal } from '../blocks/baselines/promotion-modal.ts';
import { parsePromotionReference } from '../blocks/baselines/promotion-reference.ts';
import { actionIds } from '../blocks/button.ts';
import { renderNote } from '../blocks/note-message.ts';
import { renderNoteModal } from '../blocks/note-modal.ts';
import { loadingModal } from '../blocks/report-modal.ts';
import { comparisonMs } from '../promote-run.ts';
import type { Action } from './click.ts';
import { readEvalRun } from './eval-click.ts';

/** Promote… on the card of a run: asks for a confirmation, with the verdict as of now. */
export const promoteRunAction: Action = {
  actionIds: [actionIds.promoteRun],
  needs: 'baseline.promote',
  async run(click, services) {
    const { promotions, calls, reports, outside } = services;
    const reference = parsePromotionReference(click.value);
    const run = await readEvalRun(reference?.runId, click, services);
    // At once, for a trigger lives three seconds and a comparison may take longer.
    const shown = await calls.interactive((client) =>
      client.views.open({
        trigger_id: click.triggerId,
        view: loadingModal('Promote a run', 'Looking at the verdict…'),
      }),
    );
    const viewId = shown.view?.id;
    if (viewId === undefined) {
      throw new AppError({ code: 'slack_bad_answer', message: 'Slack did not say which modal it opened.' });
    }
    const view = await promotions.plan(run.id, reference?.revision ?? null, outside.clock.timeout(comparisonMs)).then(
      (plan) => promotionModal(plan, reports.form()),
      (thrown: unknown) => {
        const error = toAppError(thrown);
        if (error.code === 'internal_error') outside.log.error('a promotion could not be planned', { error: thrown });
        return renderNoteModal(renderNote([error.message, error.hint ?? ''].join(' ')));
      },
    );
    await calls.interactive((client) => client.views.update({ view_id: viewId, view }));
  },
};
