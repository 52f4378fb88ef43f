import { linksInMessage } from '../../core/slack-text.ts';
import { canonicalUrl } from '../../core/url.ts';
import type { SlackIdentity } from '../slack-dependencies.ts';

interface MessageBase {
  channelId: string;
  messageTs: string;
  threadTs: string;
  userId: string;
}

/** What a message event means for us. */
export type MessageNews =
  | { kind: 'ignored'; reason: string }
  | (MessageBase & { kind: 'posted'; urls: string[]; text: string; isDirect: boolean })
  | (MessageBase & { kind: 'edited'; addedUrls: string[]; removedUrls: string[] })
  | { kind: 'deleted'; channelId: string; messageTs: string };

interface RawMessage {
  ts?: unknown;
  thread_ts?: unknown;
  user?: unknown;
  bot_id?: unknown;
  subtype?: unknown;
  text?: unknown;
  blocks?: unknown;
  hidden?: unknown;
  channel?: unknown;
  channel_type?: unknown;
  message?: unknown;
  previous_message?: unknown;
  deleted_ts?: unknown;
}

/** Subtypes that are still a person saying something; joins, topics, bot messages and the rest are not. */
const spokenSubtypes = new Set<unknown>([undefined, 'thread_broadcast', 'file_share', 'me_message']);

/** Reads a `message` or `app_mention` event. Pure. */
export function readMessage(event: object, identity: SlackIdentity): MessageNews {
  const raw: RawMessage = event;
  const channelId = textOf(raw.channel);
  if (channelId === null) return ignored('no channel');
  if (raw.subtype === 'message_deleted') return readDeletion(raw, channelId, identity);
  if (raw.subtype === 'message_changed') return readEdit(raw, channelId, identity);
  if (raw.hidden === true || !spokenSubtypes.has(raw.subtype)) return ignored(`subtype ${String(raw.subtype)}`);
  const base = readBase(raw, channelId, identity);
  if (!base) return ignored('not from a person');
  return {
    kind: 'posted',
    ...base,
    urls: linksOf(raw),
    text: textOf(raw.text) ?? '',
    isDirect: raw.channel_type === 'im',
  };
}

function readEdit(raw: RawMessage, channelId: string, identity: SlackIdentity): MessageNews {
  const after = messageOf(raw.message);
  const before = messageOf(raw.previous_message);
  const afterTs = textOf(after?.ts);
  if (!after || afterTs === null) return ignored('an edit without its message');
  // A deleted message that has replies is not removed but emptied.
  if (after.subtype === 'tombstone') return { kind: 'deleted', channelId, messageTs: afterTs };
  if (!spokenSubtypes.has(after.subtype)) return ignored(`edit of subtype ${String(after.subtype)}`);
  const base = readBase(after, channelId, identity);
  if (!base) return ignored('edit of a message that is not from a person');
  const now = linksOf(after);
  const then = before ? linksOf(before) : [];
  const addedUrls = without(now, then);
  const removedUrls = without(then, now);
  // Slack also reports an edit when it adds a link's preview: the links are the same then.
  if (addedUrls.length === 0 && removedUrls.length === 0) return ignored('an edit that changes no link');
  return { kind: 'edited', ...base, addedUrls, removedUrls };
}

function readDeletion(raw: RawMessage, channelId: string, identity: SlackIdentity): MessageNews {
  const messageTs = textOf(raw.deleted_ts) ?? textOf(messageOf(raw.previous_message)?.ts);
  if (messageTs === null) return ignored('a deletion without a message');
  const before = messageOf(raw.previous_message);
  if (before && isBot(before, identity)) return ignored('deletion of a message that is not from a person');
  return { kind: 'deleted', channelId, messageTs };
}

function readBase(raw: RawMessage, channelId: string, identity: SlackIdentity): MessageBase | null {
  const messageTs = textOf(raw.ts);
  const userId = textOf(raw.user);
  if (messageTs === null || userId === null || isBot(raw, identity)) return null;
  return { channelId, messageTs, threadTs: textOf(raw.thread_ts) ?? messageTs, userId };
}

function isBot(raw: RawMessage, identity: SlackIdentity): boolean {
  return (
    textOf(raw.bot_id) !== null ||
    raw.user === identity.botUserId ||
    raw.user === 'USLACKBOT' ||
    raw.subtype === 'bot_message'
  );
}

function linksOf(raw: RawMessage): string[] {
  return linksInMessage({ text: textOf(raw.text) ?? '', blocks: raw.blocks });
}

function without(urls: readonly string[], others: readonly string[]): string[] {
  const known = new Set(others.map(canonicalUrl));
  return urls.filter((url) => !known.has(canonicalUrl(url)));
}

function ignored(reason: string): MessageNews {
  return { kind: 'ignored', reason };
}

function messageOf(value: unknown): RawMessage | null {
  return typeof value === 'object' && value !== null ? value : null;
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
