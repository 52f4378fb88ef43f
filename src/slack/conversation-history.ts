import type { Conversation, ConversationHistory, Turn } from '../core/conversation.ts';
import type { Clock } from '../core/outside.ts';
import { decodeSlack } from '../core/slack-text.ts';
import type { SlackCalls } from './slack-calls.ts';
import { waitOutRateLimit } from './wait-out-rate-limit.ts';

interface HistoryMessage {
  ts?: string | undefined;
  thread_ts?: string | undefined;
  user?: string | undefined;
  bot_id?: string | undefined;
  username?: string | undefined;
  subtype?: string | undefined;
  text?: string | undefined;
  reply_count?: number | undefined;
  reactions?: { name?: string | undefined; count?: number | undefined }[] | undefined;
}

const pageSize = 200;
/** Of one list: 4,000 messages of a channel or thread. */
const maxPages = 20;
/** Others say that somebody came, went, or changed the channel. */
const spoken = [undefined, 'bot_message', 'file_share', 'me_message', 'thread_broadcast'];

export function createConversationHistory(
  home: () => Promise<{ calls: SlackCalls; identity(): { teamId: string } }>,
  clock: Clock,
): ConversationHistory {
  type Paging = { limit: number; cursor?: string };
  type Answer = { messages?: HistoryMessage[]; response_metadata?: { next_cursor?: string } };

  async function readAll(
    calls: SlackCalls,
    ask: (paging: Paging) => Parameters<typeof calls.bulk<Answer>>[0],
    limit: number,
    signal: AbortSignal,
  ): Promise<HistoryMessage[]> {
    const found: HistoryMessage[] = [];
    let cursor = '';
    for (let page = 0; page < maxPages && found.length < limit; page += 1) {
      signal.throwIfAborted();
      const paging = { limit: pageSize, ...(cursor === '' ? {} : { cursor }) };
      const answer = await waitOutRateLimit(clock, () => calls.bulk(ask(paging)), signal);
      found.push(...(answer.messages ?? []));
      cursor = answer.response_metadata?.next_cursor ?? '';
      if (cursor === '') break;
    }
    return found;
  }

  return {
    async read({ channelId, fromMs, toMs, withThreads, limit, signal }) {
      const workspace = await home();
      const { calls } = workspace;
      const bounds = { oldest: (fromMs / 1000).toFixed(6), latest: (toMs / 1000).toFixed(6), inclusive: true };
      const messages = await readAll(
        calls,
        (paging) => (client) => client.conversations.history({ channel: channelId, ...bounds, ...paging }),
        Number.POSITIVE_INFINITY,
        signal,
      );
      const roots = messages
        .filter(({ ts, thread_ts: threadTs }) => threadTs === undefined || threadTs === ts)
        .filter(({ ts, subtype }) => isWithin(ts, fromMs, toMs) && spoken.includes(subtype))
        .slice(0, limit);
      const conversations: Conversation[] = [];
      for (const root of roots.toReversed()) {
        const { ts = '' } = root;
        const hasThread = withThreads && (root.reply_count ?? 0) > 0;
        const said = hasThread
          ? await readAll(
              calls,
              (paging) => (client) => client.conversations.replies({ channel: channelId, ts, ...paging }),
              limit * pageSize,
              signal,
            )
          : [root];
        const turns = said.filter(({ subtype }) => spoken.includes(subtype)).flatMap(toTurn);
        if (turns.length > 0) conversations.push({ teamId: workspace.identity().teamId, channelId, ts, turns });
      }
      return conversations;
    },
  };
}

function isWithin(ts: string | undefined, fromMs: number, toMs: number): boolean {
  const at = Number(ts) * 1000;
  return at >= fromMs && at < toMs;
}

function toTurn(message: HistoryMessage): Turn[] {
  const { ts, user, bot_id: botId, username, text = '', reactions = [] } = message;
  if (ts === undefined) return [];
  return [
    {
      ts,
      authorId: user ?? botId ?? null,
      authorName: username ?? null,
      isBot: botId !== undefined || message.subtype === 'bot_message',
      text: decodeSlack(text),
      atMs: Number(ts) * 1000,
      reactions: reactions.flatMap(({ name, count = 0 }) => (name === undefined ? [] : [{ name, count }])),
    },
  ];
}
