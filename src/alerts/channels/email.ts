import { createTransport } from 'nodemailer';
import { AppError } from '../../core/errors.ts';
import type { AlertChannel, AlertNews } from '../alert-channel.ts';
import type { EmailSettings } from '../settings.ts';

/** A mail for what somebody may have to do something about. All mails of an alert are one thread in a mail program. */
export function createEmailChannel(settings: EmailSettings & { smtpUrl: string; from: string }): AlertChannel {
  const { timeoutMs } = settings;
  const transport = createTransport({
    url: settings.smtpUrl,
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = settings.from.slice(settings.from.lastIndexOf('@') + 1);
  const idOf = (alertId: string, number: number): string => `<alert-${alertId}-${number}@${domain}>`;
  return {
    id: 'email',
    events: ['opened', 'escalated', 'recovered', 'resolved', 'expired', 'rule_off'],
    takes: () => settings.to.length > 0,
    async deliver(news, signal) {
      const { alert, event } = news;
      signal.throwIfAborted();
      try {
        // The same change has the same message id, so that a mail sent twice shows once where the mail program looks.
        const { messageId } = await transport.sendMail({
          from: settings.from,
          to: settings.to,
          subject: subjectOf(news),
          text: textOf(news),
          messageId: idOf(alert.id, event.number),
          ...(event.number === 1 ? {} : { references: idOf(alert.id, 1), inReplyTo: idOf(alert.id, 1) }),
        });
        return { place: messageId };
      } catch (cause) {
        throw mailError(cause);
      }
    },
  };
}

function subjectOf({ alert, words, event }: AlertNews): string {
  const mark = event.kind === 'opened' || event.kind === 'escalated' ? alert.severity.toUpperCase() : 'OVER';
  return `[${mark}] ${words.title}${words.scope === null ? '' : ` (${words.scope})`}`;
}

function textOf({ alert, words, line }: AlertNews): string {
  const { traces, note } = alert.evidence;
  return [
    `${words.title}.`,
    '',
    line,
    '',
    `What: ${words.what}`,
    `Value: ${words.value}, ${words.limit}`,
    `Window: ${words.window}${words.sample === null ? '' : `, n = ${words.sample}`}`,
    ...(words.scope === null ? [] : [`Where: ${words.scope}`]),
    `Opened: ${new Date(alert.openedAt).toISOString()}`,
    ...(note === null || note === '' ? [] : [`Note: ${note}`]),
    ...(traces.length === 0 ? [] : ['', 'Worst runs (see /trace show ID):']),
    ...traces.map(({ traceId, label }) => `- ${traceId}  ${label}`),
    '',
  ].join('\n');
}

/** A mail server says with 4xx that it may take the mail later; what cannot be reached may be later too. */
function mailError(cause: unknown): AppError {
  const status = cause instanceof Error && 'responseCode' in cause ? Number(cause.responseCode) : null;
  const isRefused = status !== null && status >= 500;
  return new AppError({
    code: isRefused ? 'mail_refused' : 'mail_unreachable',
    message: isRefused ? `The mail server refused the mail (${status}).` : 'The mail server did not take the mail.',
    hint: 'Check alerts.email and the mail server.',
    retryable: !isRefused,
    cause,
  });
}
