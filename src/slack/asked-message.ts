/** The message that a slash command posts to answer under: marked, so that a start after a crash knows its links are still to be read. */
import type { MessageMetadata } from '@slack/types';
import { z } from 'zod';
import { linksInMessage } from '../core/slack-text.ts';
import { SummaryLength } from '../core/summary.ts';
import type { PostedLinks } from '../core/intake.ts';
import type { SlackIdentity } from './slack-dependencies.ts';

const eventType = 'gloss_asked';

const AskedMessage = z.object({
  channel: z.string(),
  ts: z.string(),
  user: z.string(),
  blocks: z.array(z.unknown()),
  metadata: z.object({
    event_type: z.literal(eventType),
    event_payload: z.object({ user_id: z.string(), length: z.union([SummaryLength, z.literal('')]) }),
  }),
});

export function askedMetadata(userId: string, length: SummaryLength | null): MessageMetadata {
  return { event_type: eventType, event_payload: { user_id: userId, length: length ?? '' } };
}

/** @returns what was asked for, or null where the message is not such a one of ours. */
export function readAskedMessage(message: object, identity: SlackIdentity): PostedLinks | null {
  const parsed = AskedMessage.safeParse(message);
  if (!parsed.success || parsed.data.user !== identity.botUserId) return null;
  const { channel, ts, blocks, metadata } = parsed.data;
  const urls = linksInMessage({ blocks });
  if (urls.length === 0) return null;
  return {
    teamId: identity.teamId,
    channelId: channel,
    messageTs: ts,
    threadTs: ts,
    userId: metadata.event_payload.user_id,
    urls,
    eventId: null,
    length: metadata.event_payload.length || null,
    asked: true,
  };
}
