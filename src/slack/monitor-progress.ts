import { toAppError } from '../core/errors.ts';
import type { Log } from '../core/outside.ts';
import type { ReplyPlace } from '../core/ports.ts';
import type { MonitorProgress } from '../monitor/monitor-desk.ts';
import type { SlackMessage } from './blocks/failure-message.ts';
import { formatMetric } from './blocks/format-metrics.ts';
import { monitorRunReport } from './blocks/monitors/monitor-status-report.ts';
import { renderNote } from './blocks/note-message.ts';
import { renderReport, reportForms } from './blocks/report.ts';
import type { MessageUpdates } from './message-updates.ts';
import { sendWithFallback } from './send-with-fallback.ts';
import type { SlackCalls } from './slack-calls.ts';

/** The message of a run that somebody started: it shows how far it is and becomes the result. */
export function createMonitorProgress(
  home: () => Promise<{ calls: SlackCalls }>,
  updates: MessageUpdates,
  log: Log,
): MonitorProgress {
  const update = async (place: ReplyPlace, { text, blocks }: SlackMessage): Promise<unknown> =>
    (await home()).calls.bulk((client) => client.chat.update({ channel: place.channelId, ts: place.ts, text, blocks }));
  return {
    show(place, name, done, total) {
      updates.request(place, async () => void (await update(place, renderMonitorProgress(name, done, total))));
    },
    async finish(place, name, end) {
      const forms =
        'counts' in end
          ? reportForms.map((form) => () => renderReport(monitorRunReport(end), form))
          : [() => renderNote(`The run of monitor ${name} failed: ${end.message}`, end.hint ? [end.hint] : [])];
      try {
        await updates.settle(place);
        await sendWithFallback(forms, (message) => update(place, message));
      } catch (thrown) {
        log.warn('the message of a monitor run could not be changed', { monitor: name, code: toAppError(thrown).code });
      }
    },
  };
}

/** @param total 0 while it is not known yet, or where there is nothing to look at */
export function renderMonitorProgress(name: string, done: number, total: number): SlackMessage {
  const text = total === 0 ? 'looking for items…' : `${formatMetric.bar(done / total)} · ${done} of ${total} items`;
  return renderNote(`Monitor ${name}: ${text}`);
}
