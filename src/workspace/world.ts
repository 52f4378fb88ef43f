import type { Outside } from '../core/outside.ts';
import type { StoredRecord } from '../core/workspace-storage.ts';
import { randomCapitals } from './random-text.ts';
import type { RecordKeeper } from './record-keeper.ts';
import type {
  ChannelRecord,
  FileRecord,
  JsonObject,
  MessageRecord,
  UserGroupRecord,
  UserRecord,
  ViewRecord,
} from './records.ts';

export interface WorldIdentity {
  teamId: string;
  teamName: string;
  teamDomain: string;
  appId: string;
  botUserId: string;
  botId: string;
  botToken: string;
  appToken: string;
  signingSecret: string;
  /** The old shared token that still stands in every payload. */
  verificationToken: string;
}

/** Everything that exists in the workspace. Reads give the live records: change them only through `save…`. */
export interface World {
  readonly identity: WorldIdentity;
  readonly users: ReadonlyMap<string, UserRecord>;
  readonly channels: ReadonlyMap<string, ChannelRecord>;
  readonly files: ReadonlyMap<string, FileRecord>;
  readonly userGroups: ReadonlyMap<string, UserGroupRecord>;
  /** Open modals and everybody's App Home. */
  readonly views: ReadonlyMap<string, ViewRecord>;
  message(channel: string, ts: string): MessageRecord | undefined;
  /** Oldest first, ephemeral ones included. */
  messages(channel: string): MessageRecord[];
  /** Without the root, oldest first, ephemeral ones included. */
  replies(channel: string, threadTs: string): MessageRecord[];
  saveIdentity(identity: WorldIdentity): void;
  saveUser(user: UserRecord): void;
  saveChannel(channel: ChannelRecord): void;
  saveUserGroup(group: UserGroupRecord): void;
  saveMessage(message: MessageRecord): void;
  removeMessage(channel: string, ts: string): void;
  saveFile(file: FileRecord, content?: Buffer): void;
  fileContent(id: string): Buffer | undefined;
  removeFile(id: string): void;
  saveView(view: ViewRecord): void;
  removeView(id: string): void;
  /** Events that are not acknowledged yet, by event id. */
  readonly events: ReadonlyMap<string, JsonObject>;
  saveEvent(payload: JsonObject): void;
  removeEvent(payload: JsonObject): void;
  /** A timestamp later than every one before it. */
  nextTs(): string;
  /** A new id such as `C0123456789`. */
  newId(prefix: string): string;
}

export function createWorld(records: readonly StoredRecord[], keeper: RecordKeeper, outside: Outside): World {
  const users = new Map<string, UserRecord>();
  const channels = new Map<string, ChannelRecord>();
  const files = new Map<string, FileRecord>();
  const contents = new Map<string, Buffer>();
  const userGroups = new Map<string, UserGroupRecord>();
  const views = new Map<string, ViewRecord>();
  const events = new Map<string, JsonObject>();
  const messages = new Map<string, Map<string, MessageRecord>>();
  const threads = new Map<string, Set<string>>();
  let identity: WorldIdentity | undefined;
  let lastMicros = 0;

  const index = (message: MessageRecord): void => {
    const ofChannel = messages.get(message.channel) ?? new Map<string, MessageRecord>();
    messages.set(message.channel, ofChannel.set(message.ts, message));
    lastMicros = Math.max(lastMicros, Math.round(Number(message.ts) * 1_000_000));
    if (message.thread_ts === undefined || message.thread_ts === message.ts) return;
    const key = `${message.channel}:${message.thread_ts}`;
    threads.set(key, (threads.get(key) ?? new Set<string>()).add(message.ts));
  };
  const restore: Record<string, (value: never, key: string) => void> = {
    identity: (value: WorldIdentity) => (identity = value),
    user: (value: UserRecord) => users.set(value.id, value),
    channel: (value: ChannelRecord) => channels.set(value.id, value),
    group: (value: UserGroupRecord) => userGroups.set(value.id, value),
    file: (value: FileRecord) => files.set(value.id, value),
    content: (value: string, key: string) => contents.set(key, Buffer.from(value, 'base64')),
    view: (value: ViewRecord) => views.set(value.id, value),
    event: (value: JsonObject, key: string) => events.set(key, value),
    message: index,
  };
  const sorted = records.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  for (const { key, json } of sorted) {
    const [kind = '', id = ''] = key.split(':');
    restore[kind]?.(JSON.parse(json) as never, id);
  }

  return {
    get identity() {
      if (!identity) throw new Error('The workspace has no identity yet.');
      return identity;
    },
    users,
    channels,
    files,
    userGroups,
    views,
    events,
    message: (channel, ts) => messages.get(channel)?.get(ts),
    messages: (channel) => [...(messages.get(channel)?.values() ?? [])],
    replies(channel, threadTs) {
      const ofChannel = messages.get(channel);
      const replies = [...(threads.get(`${channel}:${threadTs}`) ?? [])].map((ts) => ofChannel?.get(ts));
      return replies.filter((reply) => reply !== undefined);
    },
    saveIdentity(value) {
      identity = value;
      keeper.changed('identity', () => value);
    },
    saveUser(user) {
      users.set(user.id, user);
      keeper.changed(`user:${user.id}`, () => user);
    },
    saveChannel(channel) {
      channels.set(channel.id, channel);
      keeper.changed(`channel:${channel.id}`, () => channel);
    },
    saveUserGroup(group) {
      userGroups.set(group.id, group);
      keeper.changed(`group:${group.id}`, () => group);
    },
    saveMessage(message) {
      index(message);
      if (message.ephemeralFor !== undefined) return;
      keeper.changed(`message:${message.channel}:${message.ts}`, () => messages.get(message.channel)?.get(message.ts));
    },
    removeMessage(channel, ts) {
      const message = messages.get(channel)?.get(ts);
      if (!message) return;
      messages.get(channel)?.delete(ts);
      if (message.thread_ts !== undefined) threads.get(`${channel}:${message.thread_ts}`)?.delete(ts);
      keeper.changed(`message:${channel}:${ts}`, () => undefined);
    },
    saveFile(file, content) {
      files.set(file.id, file);
      keeper.changed(`file:${file.id}`, () => files.get(file.id));
      if (!content) return;
      contents.set(file.id, content);
      keeper.changed(`content:${file.id}`, () => content.toString('base64'));
    },
    fileContent: (id) => contents.get(id),
    removeFile(id) {
      files.delete(id);
      contents.delete(id);
      keeper.changed(`file:${id}`, () => undefined);
      keeper.changed(`content:${id}`, () => undefined);
    },
    saveView(view) {
      views.set(view.id, view);
      // An open modal belongs to a page that is open; the Home stays.
      if (view.type === 'home') keeper.changed(`view:${view.id}`, () => views.get(view.id));
    },
    removeView(id) {
      views.delete(id);
    },
    saveEvent(payload) {
      const id = String(payload['event_id']);
      events.set(id, payload);
      keeper.changed(`event:${id}`, () => events.get(id));
    },
    removeEvent(payload) {
      const id = String(payload['event_id']);
      events.delete(id);
      keeper.changed(`event:${id}`, () => undefined);
    },
    nextTs() {
      lastMicros = Math.max(lastMicros + 1, outside.clock.now() * 1000);
      const seconds = Math.floor(lastMicros / 1_000_000);
      return `${seconds}.${String(lastMicros % 1_000_000).padStart(6, '0')}`;
    },
    newId: (prefix) => `${prefix}0${randomCapitals(outside, 9)}`,
  };
}
