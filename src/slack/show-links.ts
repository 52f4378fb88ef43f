import type { LinkRecord } from '../core/library.ts';
import type { ShownLink } from './blocks/links/links-report.ts';
import { messageAddress } from './message-address.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** Each link with the address of its summary, or of the message that held it. */
export function showLinks(found: readonly LinkRecord[], services: Pick<SlackServices, 'identity'>): ShownLink[] {
  return found.map((link) => {
    const { channelId, threadTs, replyTs, messageTs } = link;
    return { ...link, address: messageAddress(services.identity(), { channelId, ts: replyTs ?? messageTs, threadTs }) };
  });
}
