import type { ReplyPlace } from '../core/ports.ts';
import type { SlackCalls } from './slack-calls.ts';
import { hasCode } from './slack-error.ts';

const pageSize = 200;
const maxPages = 10;
const nothingThere = [
  'slack_thread_not_found',
  'slack_unknown_method',
  'slack_missing_scope',
  'slack_not_allowed_token_type',
] as const;

/**
 * Looks for a message of ours by its metadata, so that nothing is posted twice after a crash: in a thread, or among the messages of a channel.
 * @param where `sinceMs` in milliseconds since the epoch
 * @returns null where it is not there, or cannot be looked for. @throws AppError where Slack could not be asked now.
 */
export async function findPosted(
  calls: Pick<SlackCalls, 'bulk'>,
  where: { channelId: string; threadTs: string | null; sinceMs: number },
  isMeant: (payload: Readonly<Record<string, unknown>>) => boolean,
  eventType: string,
): Promise<ReplyPlace | null> {
  const { channelId, threadTs } = where;
  let cursor = '';
  for (let page = 0; page < maxPages; page += 1) {
    const asked = {
      channel: channelId,
      oldest: (where.sinceMs / 1000).toFixed(6),
      include_all_metadata: true,
      limit: pageSize,
      ...(cursor === '' ? {} : { cursor }),
    };
    try {
      const answer = await calls.bulk((client) =>
        threadTs === null
          ? client.conversations.history(asked)
          : client.conversations.replies({ ...asked, ts: threadTs }),
      );
      const found = (answer.messages ?? []).find(({ metadata }) => {
        const payload: unknown = metadata?.event_payload;
        return metadata?.event_type === eventType && isRecord(payload) && isMeant(payload);
      });
      if (found?.ts !== undefined) return { channelId, ts: found.ts };
      cursor = answer.response_metadata?.next_cursor ?? '';
      if (cursor === '') return null;
    } catch (error) {
      if (hasCode(error, ...nothingThere)) return null;
      throw error;
    }
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
