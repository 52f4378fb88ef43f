import type { SlackCalls } from './slack-calls.ts';
import { hasCode } from './slack-error.ts';

const pageSize = 200;
const maxPages = 10;
const nothingToBeSeen = ['slack_unknown_method', 'slack_missing_scope', 'slack_not_allowed_token_type'] as const;

/**
 * Whether a file of ours with this title is in a channel, so that none is sent twice after a crash: files carry no metadata.
 * @param where `sinceMs` in milliseconds since the epoch
 * @returns false where it cannot be looked for. @throws AppError where Slack could not be asked now.
 */
export async function findSentFile(
  calls: Pick<SlackCalls, 'bulk'>,
  { channelId, sinceMs }: { channelId: string; sinceMs: number },
  title: string,
): Promise<boolean> {
  let cursor = '';
  for (let page = 0; page < maxPages; page += 1) {
    const asked = {
      channel: channelId,
      oldest: (sinceMs / 1000).toFixed(6),
      limit: pageSize,
      ...(cursor === '' ? {} : { cursor }),
    };
    try {
      const { messages = [], response_metadata: more } = await calls.bulk((client) =>
        client.conversations.history(asked),
      );
      if (messages.some(({ files = [] }) => files.some((file) => file.title === title))) return true;
      cursor = more?.next_cursor ?? '';
      if (cursor === '') return false;
    } catch (error) {
      if (hasCode(error, ...nothingToBeSeen)) return false;
      throw error;
    }
  }
  return false;
}
