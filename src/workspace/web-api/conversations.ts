import { joinChannel } from '../membership.ts';
import { compact, lastingReplies, toApiMessage } from '../message-views.ts';
import { openDirectMessage } from '../opening-state.ts';
import type { Parts } from '../parts.ts';
import type { ChannelRecord, JsonObject, MessageRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import type { ApiArguments } from './arguments.ts';
import { findChannel, findJoinedChannel, findMessage } from './lookup.ts';
import type { ApiMethods } from './method.ts';
import { cutPage } from './page.ts';

const readScopes = ['channels:read', 'groups:read', 'im:read', 'mpim:read'];
const historyScopes = ['channels:history', 'groups:history', 'im:history', 'mpim:history'];
const messagePage = { default: 100, max: 999 };

export const conversationMethods: ApiMethods = {
  'conversations.list': {
    scopes: readScopes,
    run(parts, args) {
      const types = (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
      const { botUserId } = parts.world.identity;
      const channels = [...parts.world.channels.values()].filter(
        (channel) =>
          types.includes(typeName(channel)) && (channel.kind === 'public' || channel.memberIds.includes(botUserId)),
      );
      const { page, metadata } = cutPage(channels, args, { default: 100, max: 1000 });
      return { channels: page.map((channel) => toApiChannel(parts, channel)), response_metadata: metadata };
    },
  },
  'users.conversations': {
    scopes: readScopes,
    run(parts, args) {
      const types = (args.text('types') ?? 'public_channel').split(',').map((type) => type.trim());
      const member = args.text('user') ?? parts.world.identity.botUserId;
      const channels = [...parts.world.channels.values()].filter(
        (channel) => types.includes(typeName(channel)) && channel.memberIds.includes(member),
      );
      const { page, metadata } = cutPage(channels, args, { default: 100, max: 1000 });
      return { channels: page.map((channel) => toApiChannel(parts, channel)), response_metadata: metadata };
    },
  },
  'conversations.info': {
    scopes: readScopes,
    run(parts, args) {
      const channel = toApiChannel(parts, findChannel(parts, args));
      return { channel: args.flag('include_num_members') ? channel : { ...channel, num_members: undefined } };
    },
  },
  'conversations.members': {
    scopes: readScopes,
    run(parts, args) {
      const channel = findChannel(parts, args);
      const { page, metadata } = cutPage(channel.memberIds, args, { default: 100, max: 1000 });
      return { members: page, response_metadata: metadata };
    },
  },
  'conversations.open': {
    scopes: ['im:write', 'mpim:write'],
    run(parts, args) {
      const users = args.text('users')?.split(',') ?? [];
      if (users.length > 1) throw new SlackRefusal('method_not_supported_for_channel_type');
      const userId = users[0];
      const id = userId === undefined ? args.text('channel') : openFor(parts, userId);
      if (id === undefined) throw new SlackRefusal('users_list_not_supplied');
      const channel = parts.world.channels.get(id);
      if (channel?.kind !== 'im') throw new SlackRefusal('channel_not_found');
      return { channel: args.flag('return_im') ? toApiChannel(parts, channel) : { id } };
    },
  },
  'conversations.join': {
    scopes: ['channels:join'],
    run(parts, args) {
      const channel = findChannel(parts, args);
      if (channel.kind !== 'public') throw new SlackRefusal('method_not_supported_for_channel_type');
      const { botUserId } = parts.world.identity;
      if (channel.memberIds.includes(botUserId)) {
        return { channel: toApiChannel(parts, channel), warning: 'already_in_channel' };
      }
      return { channel: toApiChannel(parts, joinChannel(parts, channel, botUserId)) };
    },
  },
  'conversations.history': {
    scopes: historyScopes,
    run(parts, args) {
      const channel = findJoinedChannel(parts, args);
      const isInside = readWindow(args);
      const messages = parts.world
        .messages(channel.id)
        .filter((message) => isInChannel(message) && isInside(message))
        .toReversed();
      const { page, hasMore, metadata } = cutPage(messages, args, messagePage);
      return {
        messages: page.map((message) => toApiMessage(parts, message, { metadata: wantsMetadata(args) })),
        has_more: hasMore,
        pin_count: 0,
        ...(hasMore && { response_metadata: metadata }),
      };
    },
  },
  'conversations.replies': {
    scopes: historyScopes,
    run(parts, args) {
      const channel = findJoinedChannel(parts, args);
      const named = findMessage(parts, channel.id, args.requiredText('ts'), 'thread_not_found');
      const root = findMessage(parts, channel.id, named.thread_ts ?? named.ts, 'thread_not_found');
      const isInside = readWindow(args);
      const replies = lastingReplies(parts.world, root).filter(isInside);
      const { page, hasMore, metadata } = cutPage(replies, args, messagePage);
      return {
        // Slack repeats the root on every page.
        messages: [root, ...page].map((message) => toApiMessage(parts, message, { metadata: wantsMetadata(args) })),
        has_more: hasMore,
        ...(hasMore && { response_metadata: metadata }),
      };
    },
  },
};

function typeName({ kind }: ChannelRecord): string {
  return kind === 'im' ? 'im' : `${kind}_channel`;
}

function wantsMetadata(args: ApiArguments): boolean {
  return args.flag('include_all_metadata') ?? false;
}

function isInChannel(message: MessageRecord): boolean {
  if (message.ephemeralFor !== undefined) return false;
  return message.thread_ts === undefined || message.thread_ts === message.ts || message.broadcast === true;
}

/** `oldest`, `latest` and `inclusive` as a test on messages. */
function readWindow(args: ApiArguments): (message: MessageRecord) => boolean {
  const oldest = args.number('oldest');
  const latest = args.number('latest');
  const isInclusive = args.flag('inclusive') ?? false;
  return ({ ts }) => {
    const at = Number(ts);
    if (oldest !== undefined && (isInclusive ? at < oldest : at <= oldest)) return false;
    return latest === undefined || (isInclusive ? at <= latest : at < latest);
  };
}

function openFor(parts: Parts, userId: string): string {
  const user = parts.world.users.get(userId);
  if (!user || user.isBot) throw new SlackRefusal(user ? 'cannot_dm_bot' : 'user_not_found');
  return openDirectMessage(parts.world, userId, parts.outside);
}

function toApiChannel({ world }: Parts, channel: ChannelRecord): JsonObject {
  const { botUserId, teamId } = world.identity;
  const created = Math.floor(channel.createdAt / 1000);
  const partner = channel.memberIds.find((id) => id !== botUserId);
  if (channel.kind === 'im') {
    return { id: channel.id, created, is_im: true, is_archived: false, user: partner, is_open: true };
  }
  const text = { value: '', creator: '', last_set: 0 };
  return compact({
    id: channel.id,
    name: channel.name,
    name_normalized: channel.name,
    is_channel: channel.kind === 'public',
    is_group: channel.kind === 'private',
    is_im: false,
    is_mpim: false,
    is_private: channel.kind === 'private',
    is_archived: false,
    is_general: channel.name === 'general',
    is_shared: false,
    is_member: channel.memberIds.includes(botUserId),
    created,
    creator: channel.creatorId,
    context_team_id: teamId,
    topic: text,
    purpose: text,
    num_members: channel.memberIds.length,
  });
}
