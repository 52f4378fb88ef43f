import type { LinkRecord } from '../core/library.ts';
import type { SlackServices } from './slack-dependencies.ts';
import { messageAddress } from './message-address.ts';

/**
 * The newest summary of a page that everybody in the channel may be shown, never one of the same message; a public channel never learns of a
 * private one. The form is the pipeline's.
 */
export async function findEarlier(
  link: { teamId: string; channelId: string; messageTs: string; canonicalUrl: string },
  services: Pick<SlackServices, 'links' | 'people' | 'identity'>,
): Promise<{ link: LinkRecord; address: string | null; posterName: string | null } | null> {
  const { teamId, channelId, messageTs } = link;
  const known = await services.links.ofPage(link.canonicalUrl, { teamId, everybodyIn: channelId });
  const earlier = known.find((other) => other.channelId !== channelId || other.messageTs !== messageTs);
  if (!earlier) return null;
  const ts = earlier.replyTs ?? earlier.messageTs;
  const place = { channelId: earlier.channelId, ts, threadTs: earlier.threadTs };
  const poster = await services.people.find(earlier.requestedBy);
  return { link: earlier, address: messageAddress(services.identity(), place), posterName: poster?.name ?? null };
}
