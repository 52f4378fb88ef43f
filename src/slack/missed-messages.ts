import { AppError } from '../core/errors.ts';
import type { Clock, Log } from '../core/outside.ts';
import type { SlackCalls } from './slack-calls.ts';
import { waitOutRateLimit } from './wait-out-rate-limit.ts';

export interface HeardChannel {
  id: string;
  isDirect: boolean;
}

/** Reads what people said while nobody listened, from the histories of the channels. */
export interface MissedMessages {
  /** Channels and direct messages the bot is in; none where the server tells of none. @throws AppError, retryable ones only. */
  channels(): Promise<HeardChannel[]>;
  /**
   * Messages of a channel and its threads that were posted or edited at or after `sinceMs`, as `message` events, oldest first. What was said
   * before the bot came into the channel is left out. @throws AppError, retryable ones only.
   */
  since(channel: HeardChannel, sinceMs: number, botUserId: string): Promise<object[]>;
}

interface HistoryMessage {
  ts?: string | undefined;
  user?: string | undefined;
  subtype?: string | undefined;
  edited?: { ts?: string | undefined } | undefined;
  latest_reply?: string | undefined;
  reply_users?: string[] | undefined;
  reply_users_count?: number | undefined;
}

interface Page<T> {
  items: readonly T[];
  cursor: string;
}

const pageSize = 200;
/** Pages of one list that are read at most: 2,000 messages of a channel, or as many channels. */
const maxPages = 10;

export function createMissedMessages(calls: SlackCalls, clock: Clock, log: Log, stop: AbortSignal): MissedMessages {
  const patiently = <T>(call: Parameters<typeof calls.bulk<T>>[0]): Promise<T> => {
    stop.throwIfAborted();
    return waitOutRateLimit(clock, () => calls.bulk(call), stop);
  };

  /** All pages, until `isEnough`. */
  const readPages = async <T>(
    read: (paging: { limit: number; cursor?: string }) => Promise<Page<T>>,
    isEnough: (items: readonly T[]) => boolean = () => false,
  ): Promise<T[]> => {
    const found: T[] = [];
    let cursor = '';
    for (let page = 0; page < maxPages; page += 1) {
      const answer = await read({ limit: pageSize, ...(cursor === '' ? {} : { cursor }) });
      found.push(...answer.items);
      cursor = answer.cursor;
      if (cursor === '' || isEnough(answer.items)) return found;
    }
    log.warn('only the newest part of what was missed is read', { pages: maxPages });
    return found;
  };

  const rooms = 'public_channel,private_channel';
  /** The best first: a token of an older installation may not see direct messages, and some servers only list all channels. */
  const channelLists = [
    (paging: object) =>
      patiently((client) =>
        client.users.conversations({ types: `${rooms},mpim,im`, exclude_archived: true, ...paging }),
      ),
    (paging: object) =>
      patiently((client) => client.users.conversations({ types: rooms, exclude_archived: true, ...paging })),
    (paging: object) =>
      patiently((client) => client.conversations.list({ types: rooms, exclude_archived: true, ...paging })),
  ];

  /** Newest first, as Slack gives them; read back to `oldest` or to where the bot came in. */
  const historyOf = async (channelId: string, oldest: number, botUserId: string): Promise<HistoryMessage[]> => {
    const isJoin = ({ subtype, user }: HistoryMessage): boolean =>
      (subtype === 'channel_join' || subtype === 'group_join') && user === botUserId;
    // Without `oldest` in the request: an older message may be the root of a thread with new replies.
    const messages = await readPages<HistoryMessage>(
      async (paging) => {
        const answer = await patiently((client) =>
          client.conversations.history({ channel: channelId, include_all_metadata: true, ...paging }),
        );
        return { items: answer.messages ?? [], cursor: answer.response_metadata?.next_cursor ?? '' };
      },
      (items) => items.some(isJoin) || Number(items.at(-1)?.ts) < oldest,
    );
    const joinedAt = messages.findIndex(isJoin);
    return joinedAt === -1 ? messages : messages.slice(0, joinedAt);
  };

  const repliesOf = (channelId: string, ts: string, oldest: number): Promise<HistoryMessage[]> =>
    readPages<HistoryMessage>(async (paging) => {
      const answer = await patiently((client) =>
        client.conversations.replies({ channel: channelId, ts, oldest: String(oldest), ...paging }),
      );
      const replies = (answer.messages ?? []).filter((message) => message.ts !== ts);
      return { items: replies, cursor: answer.response_metadata?.next_cursor ?? '' };
    });

  return {
    async channels() {
      for (const list of channelLists) {
        const found = await unlessRefused(async () =>
          readPages(async (paging) => {
            const answer = await list(paging);
            return { items: answer.channels ?? [], cursor: answer.response_metadata?.next_cursor ?? '' };
          }),
        );
        if (found === null) continue;
        return found.flatMap(({ id, is_im: isIm, is_member: isMember }) =>
          id === undefined || (isMember !== true && isIm !== true) ? [] : [{ id, isDirect: isIm === true }],
        );
      }
      log.info('this Slack server lists no channels; links posted while Gloss was away are not looked for');
      return [];
    },

    async since({ id, isDirect }, sinceMs, botUserId) {
      const oldest = sinceMs / 1000;
      const history = await unlessRefused(() => historyOf(id, oldest, botUserId));
      const found: HistoryMessage[] = [];
      for (const message of (history ?? []).toReversed()) {
        if (isSince(message, oldest)) found.push(message);
        if (message.ts === undefined || !hasNewReply(message, oldest, botUserId)) continue;
        const { ts } = message;
        const replies = await unlessRefused(() => repliesOf(id, ts, oldest));
        found.push(...(replies ?? []).filter((reply) => isSince(reply, oldest)));
      }
      return found.map((message) => ({ ...message, channel: id, ...(isDirect && { channel_type: 'im' }) }));
    },
  };
}

function isSince(message: HistoryMessage, oldest: number): boolean {
  return Number(message.ts) >= oldest || Number(message.edited?.ts) >= oldest;
}

function hasNewReply(message: HistoryMessage, oldest: number, botUserId: string): boolean {
  if (!(Number(message.latest_reply) >= oldest)) return false;
  const users = message.reply_users ?? [];
  // Most threads hold nothing but our own replies.
  return users.length !== message.reply_users_count || users.some((user) => user !== botUserId);
}

/** null where Slack says no for good: a method it does not have, a scope that is missing, a channel that is gone. */
async function unlessRefused<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof AppError && !error.retryable) return null;
    throw error;
  }
}
