import type { ModalView } from '@slack/types';
import { toAppError } from '../core/errors.ts';
import type { Log } from '../core/outside.ts';
import type { TrialBoard } from '../pipeline/try-prompt.ts';
import { renderNote } from './blocks/note-message.ts';
import { renderNoteModal } from './blocks/note-modal.ts';
import { trialReport } from './blocks/prompts/trial-report.ts';
import type { ReportForm } from './blocks/report.ts';
import { loadingModal, reportModal } from './blocks/report-modal.ts';
import type { Reports } from './reports.ts';
import type { SlackCalls } from './slack-calls.ts';

export const trialModalName = 'Prompt trial';

/** Shows trials in the modals that wait for them; one that was closed is left alone. */
export function createTrialBoard(
  home: () => Promise<{ calls: SlackCalls; reports: Pick<Reports, 'form'> }>,
  log: Log,
): TrialBoard {
  const show = async (viewId: string, view: ModalView | ((form: ReportForm) => ModalView)): Promise<void> => {
    try {
      const { calls, reports } = await home();
      const drawn = typeof view === 'function' ? view(reports.form()) : view;
      await calls.interactive((client) => client.views.update({ view_id: viewId, view: drawn }));
    } catch (error) {
      log.info('a trial could not be shown; its modal may be closed', { code: toAppError(error).code });
    }
  };
  return {
    progress: (viewId, text) => show(viewId, loadingModal(trialModalName, text)),
    finish: (viewId, payload, sides) =>
      show(viewId, (form) => reportModal(trialModalName, trialReport(payload, sides), form)),
    fail: (viewId, { message, hint }) => show(viewId, renderNoteModal(renderNote([message, hint ?? ''].join(' ')))),
  };
}
