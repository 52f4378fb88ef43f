import type { ModalView } from '@slack/types';
import type { TraceDetail } from '../../core/analytics.ts';
import { AppError, toAppError } from '../../core/errors.ts';
import { actionIds } from '../blocks/button.ts';
import { renderNote } from '../blocks/note-message.ts';
import { renderNoteModal } from '../blocks/note-modal.ts';
import { isTraceId } from '../blocks/traces/trace-id.ts';
import { renderLoadingModal, renderReportModal } from '../blocks/traces/trace-modal.ts';
import { traceReport } from '../blocks/traces/trace-report.ts';
import { readTrace, unknownTrace } from '../find-trace.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import type { Action, Click } from './click.ts';

/** Show beside a search result. */
export const showTrace: Action = {
  actionIds: [actionIds.showTrace],
  needs: 'trace.read',
  async run(click, services) {
    const traceId = click.value ?? '';
    if (!isTraceId(traceId)) throw unknownTrace(traceId);
    const asker = { userId: click.userId, channelId: click.message?.channelId ?? null };
    await openTrace(click, services, () => readTrace(traceId, asker, services));
  },
};

/** A modal at once, for a trigger lives three seconds and the look-up may take longer; then the trace, or why there is none. */
export async function openTrace(
  click: Click,
  services: SlackServices,
  read: () => Promise<TraceDetail>,
): Promise<void> {
  const { calls, reports, access, outside } = services;
  const loading = renderLoadingModal();
  const shown = await calls.interactive((client) =>
    click.view?.isModal === true
      ? client.views.push({ trigger_id: click.triggerId, view: loading })
      : client.views.open({ trigger_id: click.triggerId, view: loading }),
  );
  const viewId = shown.view?.id;
  if (viewId === undefined) {
    throw new AppError({ code: 'slack_bad_answer', message: 'Slack did not say which modal it opened.' });
  }
  const draw = async (): Promise<ModalView> => {
    const [trace, mayReadContent] = await Promise.all([read(), access.may(click, 'trace.read_content')]);
    return renderReportModal(traceReport(trace, mayReadContent), reports.form());
  };
  const drawn = await draw().catch((thrown: unknown) => {
    const error = toAppError(thrown);
    if (error.code === 'internal_error') outside.log.error('a trace could not be shown', { error: thrown });
    return renderNoteModal(renderNote([error.message, error.hint ?? ''].join(' ')));
  });
  const hash = shown.view?.hash;
  await calls.interactive((client) =>
    client.views.update({ view_id: viewId, view: drawn, ...(hash === undefined ? {} : { hash }) }),
  );
}
