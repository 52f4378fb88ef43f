import type { Outside } from '../../core/outside.ts';
import type { AlertChannel } from '../alert-channel.ts';
import type { AlertSettings } from '../settings.ts';
import { createEmailChannel } from './email.ts';
import { createWebhookChannel } from './webhook.ts';

/** The channels outside Slack that are set up. */
export function createOutsideChannels(
  { webhook, email }: AlertSettings,
  outside: Pick<Outside, 'clock'>,
  fetch: typeof globalThis.fetch,
): AlertChannel[] {
  const { url, secret } = webhook;
  const { smtpUrl, from } = email;
  return [
    ...(url !== null && secret !== null ? [createWebhookChannel({ ...webhook, url, secret }, outside, fetch)] : []),
    ...(smtpUrl !== null && from !== null ? [createEmailChannel({ ...email, smtpUrl, from })] : []),
  ];
}
