import type { SlackServices } from '../slack-dependencies.ts';
import { readMessage } from './read-message.ts';

export interface ReactionEvent {
  type: 'reaction_added' | 'reaction_removed';
  user: string;
  reaction: string;
  item: { type: string; channel?: string | undefined; ts?: string | undefined };
}

/**
 * A reaction counts for what it stands on, and in a channel that is read by reaction it asks for the links of its message. Stored before this
 * returns, so that the acknowledgement can follow.
 */
export async function onReaction(
  event: ReactionEvent,
  envelope: { teamId: string; eventId: string },
  services: SlackServices,
): Promise<void> {
  const { teamId, eventId } = envelope;
  const { channel: channelId, ts } = event.item;
  if (event.item.type !== 'message' || channelId === undefined || ts === undefined) return;
  const identity = services.identity();
  if (event.user === identity.botUserId) return;
  const emoji = event.reaction.replace(/::skin-tone-\d$/, '');
  await services.library.react({ teamId, channelId, ts }, event.user, emoji, event.type === 'reaction_added');
  if (event.type !== 'reaction_added') return;
  const settings = await services.channelSettings.get({ teamId, channelId });
  if (settings.mode !== 'reaction' || settings.isPaused || settings.emoji !== emoji) return;
  const message = await findMessage(channelId, ts, services);
  const news = message && readMessage({ ...message, channel: channelId }, identity);
  if (news?.kind !== 'posted' || news.urls.length === 0) return;
  const { isOptedOut } = await services.channelSettings.rules({ teamId, channelId, userId: news.userId });
  // Somebody else's wish does not outweigh the poster's own.
  if (isOptedOut && event.user !== news.userId) return;
  const { messageTs, threadTs, userId, urls } = news;
  await services.intake.posted({
    teamId,
    channelId,
    messageTs,
    threadTs,
    userId,
    urls,
    eventId,
    length: null,
    asked: true,
  });
}

/** The event names its message by its time alone. */
async function findMessage(channelId: string, ts: string, services: SlackServices): Promise<object | null> {
  const window = { oldest: ts, latest: ts, inclusive: true, limit: 1 };
  const { messages } = await services.calls.bulk((client) =>
    client.conversations.replies({ channel: channelId, ts, ...window }),
  );
  return messages?.find((message) => message.ts === ts) ?? null;
}
