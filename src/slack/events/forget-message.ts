import type { ListenerEdge } from '../listener-edge.ts';
import type { SlackServices } from '../slack-dependencies.ts';
import { hasCode } from '../slack-error.ts';

/** A deleted message takes with it what was made of its links: what is stored before this returns, the replies in Slack afterwards. */
export async function forgetMessage(
  place: { teamId: string; channelId: string; messageTs: string },
  services: SlackServices,
  edge: ListenerEdge,
): Promise<void> {
  const forgotten = await services.library.forgetMessage(place);
  if (forgotten.length === 0) return;
  await services.datasets.forget(forgotten.map(({ id }) => id));
  services.outside.log.info('summaries of a deleted message removed', {
    channelId: place.channelId,
    count: forgotten.length,
  });
  services.homes.changed();
  edge.start('replies of a deleted message', null, async () => {
    for (const { channelId, replyTs } of forgotten) {
      if (replyTs === null) continue;
      try {
        await services.calls.bulk((client) => client.chat.delete({ channel: channelId, ts: replyTs }));
      } catch (error) {
        if (!hasCode(error, 'slack_message_not_found')) throw error;
      }
    }
  });
}
