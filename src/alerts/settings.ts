import { z } from 'zod';

const time = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/);

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** When nobody is told of what is not critical. */
const QuietHoursSettings = z.object({
  from: time.nullable().default(null).describe('Start of the quiet hours, HH:MM; unset means none.'),
  to: time.nullable().default(null).describe('End of the quiet hours, HH:MM; what is still open then is told then.'),
  timeZone: z
    .string()
    .refine(isTimeZone, 'is no time zone; write a name like Europe/Berlin')
    .default('UTC')
    .describe('Time zone of the quiet hours, e.g. Europe/Berlin.'),
});

const WebhookSettings = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe('Address that gets every change of an alert as a signed POST; unset means none.'),
  secret: z
    .string()
    .min(16)
    .nullable()
    .default(null)
    .describe('Key of the signature (HMAC-SHA256) on webhook requests; needed with alerts.webhook.url.'),
  timeoutMs: z
    .int()
    .min(100)
    .max(60_000)
    .default(10_000)
    .describe('Longest time one webhook request may take, in milliseconds.'),
});
export type WebhookSettings = z.infer<typeof WebhookSettings>;

const EmailSettings = z.object({
  smtpUrl: z
    .string()
    .regex(/^smtps?:\/\/\S+$/)
    .nullable()
    .default(null)
    .describe('Mail server for alerts, smtp://user:password@host:port or smtps://…; unset means no mail.'),
  from: z.email().nullable().default(null).describe('Sender address of alert mails; needed with alerts.email.smtpUrl.'),
  to: z.array(z.email()).max(50).default([]).describe('Who gets alert mails; needed with alerts.email.smtpUrl.'),
  timeoutMs: z
    .int()
    .min(100)
    .max(120_000)
    .default(20_000)
    .describe('Longest time the sending of one mail may take, in milliseconds.'),
});
export type EmailSettings = z.infer<typeof EmailSettings>;

const CanarySettings = z.object({
  url: z
    .url({ protocol: /^https?$/ })
    .nullable()
    .default(null)
    .describe(
      'Page that is summarized on a schedule without posting, so that a failure shows before people meet it; the local workspace has one of its own.',
    ),
  intervalMinutes: z.int().min(1).max(1440).default(60).describe('Time between two canary runs, in minutes.'),
  timeoutMs: z
    .int()
    .min(1000)
    .max(600_000)
    .default(120_000)
    .describe('Longest time a canary run may take, in milliseconds.'),
});

/** What is watched is in configs/alerts.yaml; this is who is told, and when. */
export const AlertSettings = z
  .object({
    enabled: z.boolean().default(true).describe('Check the alert rules every minute.'),
    channelId: z
      .string()
      .regex(/^[CG][A-Z0-9]{2,}$/)
      .nullable()
      .default(null)
      .describe('Slack channel id where alerts are posted; unset, they are only in /alert history and App Home.'),
    escalationAfterMs: z
      .int()
      .min(1000)
      .max(86_400_000)
      .default(300_000)
      .describe('How long an alert may stay unacknowledged before it is escalated, in milliseconds.'),
    escalationGroupId: z
      .string()
      .regex(/^S[A-Z0-9]{2,}$/)
      .nullable()
      .default(null)
      .describe('Slack user group id that an escalation mentions in the thread; unset, it mentions everybody present.'),
    quietHours: QuietHoursSettings.prefault({}),
    webhook: WebhookSettings.prefault({}),
    email: EmailSettings.prefault({}),
    canary: CanarySettings.prefault({}),
  })
  .superRefine(({ webhook, email, quietHours }, context) => {
    const need = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
    if (webhook.url !== null && webhook.secret === null) {
      need(['webhook', 'secret'], 'is needed with alerts.webhook.url: a random text of at least 16 characters.');
    }
    if (email.smtpUrl !== null && email.from === null) need(['email', 'from'], 'is needed with alerts.email.smtpUrl.');
    if (email.smtpUrl !== null && email.to.length === 0) need(['email', 'to'], 'is needed with alerts.email.smtpUrl.');
    if ((quietHours.from === null) !== (quietHours.to === null)) {
      need(['quietHours', quietHours.from === null ? 'from' : 'to'], 'is needed: quiet hours have a start and an end.');
    }
  });
export type AlertSettings = z.infer<typeof AlertSettings>;
