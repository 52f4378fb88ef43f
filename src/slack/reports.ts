import { AppError } from '../core/errors.ts';
import type { Log } from '../core/outside.ts';
import type { ReplyPlace } from '../core/ports.ts';
import { renderReport, type Report, reportForms, type ReportForm } from './blocks/report.ts';
import type { PostMessage } from './post-message.ts';
import { sendWithFallback } from './send-with-fallback.ts';
import type { SlackCalls } from './slack-calls.ts';
import type { Person, Tell } from './tell.ts';

/** Sends reports in the richest form that the server takes; what it refused once is not tried again while the program runs. */
export interface Reports {
  /** To one person alone. Best effort. */
  tell(person: Person, report: Report): Promise<void>;
  /** For everybody there. @throws AppError of the post. */
  post(where: Parameters<PostMessage>[0], report: Report): Promise<ReplyPlace>;
  /** In place of what stands there. @throws AppError of the update. */
  update(place: ReplyPlace, report: Report): Promise<void>;
  /** What views are drawn in. */
  form(): ReportForm;
  /** Learns that a form was refused. @returns the next plainer one, null after the plainest. */
  refused(form: ReportForm): ReportForm | null;
}

export function createReports(tell: Tell, post: PostMessage, calls: SlackCalls, log: Log): Reports {
  let best = 0;

  const render = (report: Report, form: number) => (): ReturnType<typeof renderReport> =>
    renderReport(report, reportForms[form] ?? 'sections');
  const formsFrom = (report: Report, first: number) =>
    reportForms.slice(first).map((_, index) => render(report, first + index));
  const learn = (first: number, arrived: number | null): void => {
    if (arrived === null || arrived === 0 || first + arrived <= best) return;
    best = first + arrived;
    log.info('this Slack server refused some blocks; figures are shown in a plainer form', { form: reportForms[best] });
  };

  return {
    async tell(person, report) {
      const first = best;
      const [richest, ...plainer] = formsFrom(report, first);
      if (richest) learn(first, await tell(person, richest(), plainer));
    },
    async post(where, report) {
      const first = best;
      try {
        const { form, answer } = await sendWithFallback(formsFrom(report, first), (message) => post(where, message));
        learn(first, form);
        return { channelId: answer.channelId, ts: answer.ts };
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'slack_not_in_channel') throw error;
        throw new AppError({
          code: error.code,
          message: 'I am not in this channel, so I cannot post there.',
          hint: 'Invite me (/invite), or ask without --share.',
          cause: error,
        });
      }
    },
    async update(place, report) {
      const first = best;
      const { form } = await sendWithFallback(formsFrom(report, first), (message) =>
        calls.bulk((client) =>
          client.chat.update({
            channel: place.channelId,
            ts: place.ts,
            text: message.text,
            blocks: message.blocks,
            parse: 'none',
            link_names: false,
          }),
        ),
      );
      learn(first, form);
    },
    form: () => reportForms[best] ?? 'sections',
    refused(form) {
      const next = reportForms.indexOf(form) + 1;
      if (next >= reportForms.length) return null;
      learn(0, next);
      return reportForms[next] ?? null;
    },
  };
}
