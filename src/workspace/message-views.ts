import type { WorkspaceFile, WorkspaceMessage } from './control-api.ts';
import type { Parts } from './parts.ts';
import type { FileRecord, JsonObject, MessageRecord } from './records.ts';
import type { World } from './world.ts';

/** The message as the Web API and events show it. */
export function toApiMessage(parts: Parts, message: MessageRecord, options: { metadata?: boolean } = {}): JsonObject {
  const { world } = parts;
  return compact({
    type: 'message',
    subtype: message.subtype,
    user: message.user,
    text: message.text,
    ts: message.ts,
    client_msg_id: message.client_msg_id,
    bot_id: message.bot_id,
    app_id: message.app_id,
    username: message.username,
    team: message.user === undefined ? undefined : world.identity.teamId,
    bot_profile: message.bot_id === undefined ? undefined : toBotProfile(parts),
    inviter: message.inviter,
    blocks: message.blocks,
    attachments: message.attachments,
    files: message.fileIds?.map((id) => toApiFile(parts, world.files.get(id))).filter((file) => file !== null),
    reactions: message.reactions?.map((reaction) => ({ ...reaction, count: reaction.users.length })),
    edited: message.edited,
    metadata: options.metadata ? message.metadata : undefined,
    is_ephemeral: message.ephemeralFor === undefined ? undefined : true,
    streaming_state: message.streaming === true ? 'in_progress' : undefined,
    ...threadFields(world, message),
  });
}

function threadFields(world: World, message: MessageRecord): JsonObject {
  if (message.thread_ts !== undefined && message.thread_ts !== message.ts) {
    const parent = world.message(message.channel, message.thread_ts);
    return compact({ thread_ts: message.thread_ts, parent_user_id: parent?.user });
  }
  const replies = lastingReplies(world, message);
  if (replies.length === 0) return {};
  const users = writersOf(replies);
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    latest_reply: replies.at(-1)?.ts,
    reply_users: users.slice(0, 5),
    is_locked: false,
    subscribed: false,
  };
}

function writersOf(replies: readonly MessageRecord[]): string[] {
  return [...new Set(replies.map((reply) => reply.user ?? reply.bot_id ?? ''))];
}

/** Replies that everybody sees. */
export function lastingReplies(world: World, root: MessageRecord): MessageRecord[] {
  return world.replies(root.channel, root.ts).filter((reply) => reply.ephemeralFor === undefined);
}

export function toBotProfile({ world, app, outside }: Parts): JsonObject {
  return {
    id: world.identity.botId,
    app_id: world.identity.appId,
    user_id: world.identity.botUserId,
    name: app.name,
    icons: {},
    deleted: false,
    updated: Math.floor(outside.clock.now() / 1000),
    team_id: world.identity.teamId,
  };
}

export function toApiFile({ world, origin }: Parts, file: FileRecord | undefined): JsonObject | null {
  if (!file) return null;
  const address = `${origin()}/files/${file.id}/${encodeURIComponent(file.name)}`;
  const byKind = (isWanted: (kind: string | undefined) => boolean): JsonObject =>
    Object.fromEntries(
      file.shares
        .filter((share) => isWanted(world.channels.get(share.channel)?.kind))
        .map((share) => [share.channel, [{ ts: share.ts, reply_users: [], reply_count: 0 }]]),
    );
  return {
    id: file.id,
    created: Math.floor(file.createdAt / 1000),
    timestamp: Math.floor(file.createdAt / 1000),
    name: file.name,
    title: file.title,
    mimetype: file.mimetype,
    filetype: file.filetype,
    pretty_type: file.filetype.toUpperCase(),
    user: file.userId,
    user_team: world.identity.teamId,
    editable: false,
    size: file.size,
    mode: 'hosted',
    is_external: false,
    is_public: file.shares.some((share) => world.channels.get(share.channel)?.kind === 'public'),
    url_private: address,
    url_private_download: `${address}?download=1`,
    permalink: address,
    channels: file.shares.map((share) => share.channel),
    shares: { public: byKind((kind) => kind === 'public'), private: byKind((kind) => kind !== 'public') },
  };
}

/** The message as the page and the control API show it. */
export function toControlMessage(world: World, message: MessageRecord): WorkspaceMessage {
  const isReply = message.thread_ts !== undefined && message.thread_ts !== message.ts;
  const replies = isReply ? [] : lastingReplies(world, message);
  const latest = replies.at(-1)?.ts;
  const {
    fileIds,
    client_msg_id: _,
    app_id: _app,
    inviter: _inviter,
    thread_ts: threadTs,
    broadcast: _b,
    ...rest
  } = message;
  return {
    ...rest,
    ...(threadTs !== undefined && isReply && { thread_ts: threadTs }),
    ...(fileIds && { files: fileIds.map((id) => toControlFile(world.files.get(id))).filter((file) => file !== null) }),
    ...(latest !== undefined && {
      thread_ts: message.ts,
      reply_count: replies.length,
      latest_reply: latest,
      reply_users: writersOf(replies).slice(0, 5),
    }),
  };
}

function toControlFile(file: FileRecord | undefined): WorkspaceFile | null {
  if (!file) return null;
  const { id, name, title, mimetype, size } = file;
  return { id, name, title, mimetype, size, downloadPath: `/download/${id}/${encodeURIComponent(name)}` };
}

/** Leaves out what is undefined. */
export function compact(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
