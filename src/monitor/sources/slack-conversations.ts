import { z } from 'zod';
import type { Conversation, Turn } from '../../core/conversation.ts';
import type { SourceItem } from '../item.ts';
import { Pattern, toRegExp } from '../pattern.ts';
import type { MonitorParts, MonitorSource } from '../plugins.ts';

const Params = z.strictObject({
  channels: z.array(z.string().regex(/^[CGD][A-Z0-9]+$/, 'a channel id like C0123ABCD is allowed')).min(1),
  /** Ids of people and apps, or names that apps post under. */
  exclude_senders: z.array(z.string().min(1)).default([]),
  /** Regular expressions, case does not matter; messages that match are left out. */
  exclude_patterns: z.array(Pattern).default([]),
  /** Leaves out conversations in which no person said anything. */
  drop_all_ai: z.boolean().default(true),
  /** Names that count as apps, besides those that Slack marks. */
  bot_names: z.array(z.string().min(1)).default([]),
});
type Params = z.infer<typeof Params>;

/** Messages by themselves, or with what was answered in their threads. */
function slackSource(id: string, summary: string, withThreads: boolean): MonitorSource<Params> {
  return {
    id,
    summary,
    params: Params,
    gives: 'conversation',
    missing: ({ history }) => (history === null ? 'needs a connection to Slack' : null),
    async fetch({ params, window, limit, signal }, { history }: MonitorParts) {
      const items: SourceItem[] = [];
      for (const channelId of params.channels) {
        signal.throwIfAborted();
        const found = (await history?.read({ channelId, ...window, withThreads, limit, signal })) ?? [];
        items.push(...found.flatMap((conversation) => toItem(conversation, params)));
      }
      return items.sort((a, b) => b.happenedAt - a.happenedAt).slice(0, limit);
    },
  };
}

function toItem(conversation: Conversation, params: Params): SourceItem[] {
  const patterns = params.exclude_patterns.map(toRegExp);
  const turns = conversation.turns
    .map((turn) => ({ ...turn, isBot: turn.isBot || params.bot_names.includes(turn.authorName ?? '') }))
    .filter((turn) => !isExcluded(turn, params.exclude_senders, patterns));
  const [first] = turns;
  if (first === undefined || (params.drop_all_ai && turns.every(({ isBot }) => isBot))) return [];
  const { channelId, ts } = conversation;
  return [
    {
      id: `${channelId}:${ts}`,
      happenedAt: first.atMs,
      data: { kind: 'conversation', conversation: { ...conversation, turns } },
    },
  ];
}

function isExcluded(turn: Turn, senders: readonly string[], patterns: readonly RegExp[]): boolean {
  const isSender = senders.includes(turn.authorId ?? '') || senders.includes(turn.authorName ?? '');
  return isSender || patterns.some((pattern) => pattern.test(turn.text));
}

export const slackMessages = slackSource('slack-messages', 'messages of Slack channels', false);
export const slackThreads = slackSource('slack-threads', 'threads of Slack channels', true);
