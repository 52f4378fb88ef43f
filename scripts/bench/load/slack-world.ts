/** Channels, people and messages of a Slack that is light enough for a hundred thousand links: of the app's messages only what tells their state is kept. */
import type { JsonObject } from '../../../src/workspace/records.ts';
import type { ReplyForm, Truth } from './truth.ts';

export type Arguments = Readonly<Record<string, unknown>>;
export type Answer = { ok: boolean; [field: string]: unknown };

export interface KeptMessage {
  channel: string;
  ts: string;
  thread_ts?: string;
  user?: string;
  bot_id?: string;
  text: string;
  subtype?: 'tombstone';
  metadata?: { event_type: string; event_payload: Record<string, unknown> };
}

export interface SlackWorld {
  channels: readonly string[];
  users: readonly string[];
  /** What a person posts; the message event is built of it. */
  post(message: { channel: string; user: string; text: string; threadTs: string | null }): KeptMessage;
  find(channel: string, ts: string): KeptMessage | undefined;
  edit(message: KeptMessage, text: string): KeptMessage;
  /** @returns the message as it was, and whether a tombstone stands in its place: that of a root with replies */
  remove(message: KeptMessage): { before: KeptMessage; isTombstone: boolean };
  nextTs(): string;
  /** Called with the event that Slack sends of what the app itself posted or changed. */
  onOwn(listener: (event: JsonObject) => void): void;
  /** One call of the Web API. */
  call(method: string, args: Arguments): Answer;
}

export const identity = { teamId: 'T0LOAD', botUserId: 'U0GLOSS', botId: 'B0GLOSS', appId: 'A0GLOSS' };

const channelCount = 20;
const userCount = 40;

/** @param clock gives the time of its messages, in milliseconds since the epoch */
export function createSlackWorld(truth: Truth, clock: { now(): number }): SlackWorld {
  const channels = Array.from({ length: channelCount }, (_, index) => `C0LOAD${String(index).padStart(3, '0')}`);
  const users = Array.from({ length: userCount }, (_, index) => `U0LOAD${String(index).padStart(3, '0')}`);
  /** By channel, in the order of their timestamps. */
  const messages = new Map<string, Map<string, KeptMessage>>(channels.map((id) => [id, new Map()]));
  const threads = new Map<string, KeptMessage[]>();
  const listeners: ((event: JsonObject) => void)[] = [];
  let lastMicros = 0;

  const nextTs = (): string => {
    lastMicros = Math.max(lastMicros + 1, Math.floor(clock.now() * 1000));
    return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
  };
  const find = (channel: string, ts: string): KeptMessage | undefined => messages.get(channel)?.get(ts);
  const keep = (message: KeptMessage): KeptMessage => {
    messages.get(message.channel)?.set(message.ts, message);
    const { thread_ts: root } = message;
    if (root === undefined) return message;
    const key = `${message.channel} ${root}`;
    threads.set(key, [...(threads.get(key) ?? []), message]);
    return message;
  };
  const remove = (message: KeptMessage): { before: KeptMessage; isTombstone: boolean } => {
    const before = { ...message };
    const { channel, ts, thread_ts: rootTs } = message;
    if ((threads.get(`${channel} ${ts}`) ?? []).length > 0) {
      Object.assign(message, { subtype: 'tombstone', user: 'USLACKBOT', text: 'This message was deleted.' });
      return { before, isTombstone: true };
    }
    messages.get(channel)?.delete(ts);
    if (rootTs !== undefined) {
      const left = (threads.get(`${channel} ${rootTs}`) ?? []).filter((reply) => reply.ts !== ts);
      threads.set(`${channel} ${rootTs}`, left);
      // A tombstone stands only as long as its thread.
      if (left.length === 0 && find(channel, rootTs)?.subtype === 'tombstone') messages.get(channel)?.delete(rootTs);
    }
    return { before, isTombstone: false };
  };

  /** Tells the truth of a message that carries a job. */
  const note = (message: KeptMessage, args: Arguments): void => {
    const jobId = message.metadata?.event_payload['job_id'];
    if (typeof jobId !== 'string' || message.metadata?.event_type !== 'gloss_summary') return;
    const blocks = JSON.stringify(args['blocks'] ?? '');
    const { channel, ts } = message;
    const value = /"action_id":"where_from"[^}]*"value":"([^"]+)"/.exec(blocks)?.[1] ?? null;
    const threadTs = message.thread_ts ?? null;
    truth.saw({ channel, ts, threadTs, jobId, form: formOf(blocks), mark: markOf(blocks), value });
  };

  const publish = (event: JsonObject): void => {
    for (const listener of listeners) listener({ type: 'message', channel_type: 'channel', ...event });
  };

  const withThread = (message: KeptMessage): object => {
    const replies = threads.get(`${message.channel} ${message.ts}`) ?? [];
    if (replies.length === 0) return { type: 'message', ...message };
    const writers = [...new Set(replies.map(({ user, bot_id: bot }) => user ?? bot))];
    return {
      type: 'message',
      ...message,
      thread_ts: message.ts,
      reply_count: replies.length,
      reply_users: writers.slice(0, 5),
      reply_users_count: writers.length,
      latest_reply: replies.at(-1)?.ts,
    };
  };
  const isWithin = ({ ts }: KeptMessage, args: Arguments): boolean =>
    ts >= textOr(args['oldest'], '0') && ts <= textOr(args['latest'], '9999999999.999999');
  const channelOf = (id: unknown): object => ({
    id,
    name: String(id).toLowerCase(),
    is_member: true,
    is_channel: true,
  });

  const methods: Record<string, (args: Arguments) => Answer> = {
    'auth.test': () => ({
      ok: true,
      url: 'https://load.slack.example/',
      team_id: identity.teamId,
      user_id: identity.botUserId,
      bot_id: identity.botId,
      user: 'gloss',
    }),
    'chat.postMessage': (args) => {
      const channel = String(args['channel']);
      if (!messages.has(channel)) return { ok: false, error: 'channel_not_found' };
      const root = find(channel, textOr(args['thread_ts'], ''));
      const message = keep({
        channel,
        ts: nextTs(),
        // As Slack does where the parent is gone: the message lands in the channel.
        ...(root ? { thread_ts: root.thread_ts ?? root.ts } : {}),
        bot_id: identity.botId,
        user: identity.botUserId,
        text: String(args['text']).slice(0, 200),
        ...metadataOf(args),
      });
      note(message, args);
      publish({ ...message, blocks: args['blocks'], event_ts: message.ts });
      return { ok: true, channel, ts: message.ts, message: { type: 'message', ...message } };
    },
    'chat.update': (args) => {
      const message = find(String(args['channel']), String(args['ts']));
      if (!message) return { ok: false, error: 'message_not_found' };
      const before = { ...message };
      message.text = String(args['text']).slice(0, 200);
      note(message, args);
      publish({
        subtype: 'message_changed',
        channel: message.channel,
        hidden: true,
        message: { type: 'message', ...message, blocks: args['blocks'] },
        previous_message: { type: 'message', ...before },
        ts: nextTs(),
      });
      return { ok: true, channel: message.channel, ts: message.ts };
    },
    'chat.delete': (args) => {
      const message = find(String(args['channel']), String(args['ts']));
      if (!message) return { ok: false, error: 'message_not_found' };
      remove(message);
      truth.gone(message.channel, message.ts);
      return { ok: true };
    },
    'chat.postEphemeral': () => ({ ok: true, message_ts: nextTs() }),
    'conversations.replies': (args) => {
      const root = find(String(args['channel']), String(args['ts']));
      if (!root) return { ok: false, error: 'thread_not_found' };
      const replies = (threads.get(`${root.channel} ${root.ts}`) ?? []).filter((reply) => isWithin(reply, args));
      return { ok: true, messages: [withThread(root), ...replies], has_more: false };
    },
    'conversations.history': (args) => {
      const limit = Number(args['limit'] ?? 100);
      const before = textOr(args['cursor'], textOr(args['latest'], '9999999999.999999'));
      const all = [...(messages.get(String(args['channel']))?.values() ?? [])];
      const found: KeptMessage[] = [];
      for (let index = all.length - 1; index >= 0 && found.length <= limit; index -= 1) {
        const message = all[index];
        const isOlder = message !== undefined && (args['cursor'] ? message.ts < before : message.ts <= before);
        if (message && message.thread_ts === undefined && isOlder && isWithin(message, args)) found.push(message);
      }
      const page = found.slice(0, limit);
      const next = found.length > limit ? (page.at(-1)?.ts ?? '') : '';
      return {
        ok: true,
        messages: page.map(withThread),
        has_more: next !== '',
        response_metadata: { next_cursor: next },
      };
    },
    'conversations.info': ({ channel }) => ({ ok: true, channel: channelOf(channel) }),
    'conversations.members': () => ({ ok: true, members: [...users, identity.botUserId] }),
    'users.info': ({ user }) => ({ ok: true, user: { id: user, team_id: identity.teamId, name: String(user) } }),
    'users.conversations': () => ({ ok: true, channels: channels.map(channelOf) }),
    respond: () => ({ ok: true }),
    'views.open': () => ({ ok: true, view: { id: 'V1', hash: 'h1' } }),
    'views.update': () => ({ ok: true, view: { id: 'V1', hash: 'h2' } }),
    'views.publish': () => ({ ok: true }),
  };

  return {
    channels,
    users,
    post: ({ channel, user, text, threadTs }) =>
      keep({ channel, ts: nextTs(), ...(threadTs === null ? {} : { thread_ts: threadTs }), user, text }),
    find,
    edit(message, text) {
      const before = { ...message };
      message.text = text;
      return before;
    },
    remove,
    nextTs,
    onOwn: (listener) => void listeners.push(listener),
    call: (method, args) => methods[method]?.(args) ?? { ok: false, error: 'unknown_method' },
  };
}

/** The state of a reply, by the buttons under it. */
function formOf(blocks: string): ReplyForm {
  if (blocks.includes('"where_from"')) return 'summary';
  if (blocks.includes('"answer_up"')) return 'answer';
  if (blocks.includes('"known_refresh"')) return 'known';
  return blocks.includes('"retry"') ? 'note' : 'progress';
}

function markOf(blocks: string): string | null {
  return /[?&]post=(\w+)/.exec(blocks)?.[1] ?? null;
}

function metadataOf(args: Arguments): Pick<KeptMessage, 'metadata'> {
  const given = args['metadata'];
  return typeof given === 'object' && given !== null ? { metadata: given as NonNullable<KeptMessage['metadata']> } : {};
}

function textOr(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}
