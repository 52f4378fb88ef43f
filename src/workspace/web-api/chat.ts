import { changeMessage, deleteMessage, postMessage } from '../message-acts.ts';
import { compact, toApiMessage } from '../message-views.ts';
import type { Parts } from '../parts.ts';
import { openDirectMessage } from '../opening-state.ts';
import type { ChannelRecord, JsonObject, MessageRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { type ApiArguments, createArguments } from './arguments.ts';
import { findJoinedChannel, findMessage } from './lookup.ts';
import { readContent, readMetadata } from './message-content.ts';
import type { ApiMethods } from './method.ts';
import { checkMessageRate } from './message-rate.ts';

export const chatMethods: ApiMethods = {
  'chat.postMessage': {
    scopes: ['chat:write'],
    run(parts, args) {
      const channel = findPostingPlace(parts, args);
      const content = readContent(parts, args);
      const metadata = readMetadata(args);
      checkMessageRate(parts, channel.id);
      const threadTs = args.text('thread_ts');
      const message = postMessage(parts, channel.id, {
        ...appAuthor(parts, args),
        ...content,
        ...(metadata && { metadata }),
        ...(threadTs !== undefined && { thread_ts: threadTs }),
        ...(args.flag('reply_broadcast') && threadTs !== undefined && { broadcast: true, subtype: 'thread_broadcast' }),
      });
      return { channel: channel.id, ts: message.ts, message: toApiMessage(parts, message, { metadata: true }) };
    },
  },
  'chat.update': {
    scopes: ['chat:write'],
    run(parts, args) {
      const channel = findJoinedChannel(parts, args);
      const message = findOwnMessage(parts, channel, args, 'cant_update_message');
      if (message.streaming) throw new SlackRefusal('streaming_state_conflict');
      const changed = changeMessage(parts, message, readChange(parts, args, message));
      return {
        channel: channel.id,
        ts: changed.ts,
        text: changed.text,
        message: toApiMessage(parts, changed, { metadata: true }),
      };
    },
  },
  'chat.delete': {
    scopes: ['chat:write'],
    run(parts, args) {
      const channel = findJoinedChannel(parts, args);
      const message = findOwnMessage(parts, channel, args, 'cant_delete_message');
      deleteMessage(parts, message);
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.postEphemeral': {
    scopes: ['chat:write'],
    run(parts, args) {
      const channel = findJoinedChannel(parts, args);
      const userId = args.requiredText('user');
      if (!channel.memberIds.includes(userId)) throw new SlackRefusal('user_not_in_channel');
      const threadTs = args.text('thread_ts');
      const message = postMessage(parts, channel.id, {
        ...appAuthor(parts, args),
        ...readContent(parts, args),
        ...(threadTs !== undefined && { thread_ts: threadTs }),
        ephemeralFor: userId,
      });
      return { message_ts: message.ts };
    },
  },
  'chat.getPermalink': {
    scopes: [],
    run(parts, args) {
      const channel = findJoinedChannel(parts, args);
      const message = findMessage(parts, channel.id, args.requiredText('message_ts'));
      return { channel: channel.id, permalink: permalinkOf(parts, message) };
    },
  },
};

/** Slack's form of a message address on the workspace's own origin. */
function permalinkOf({ origin }: Parts, message: MessageRecord): string {
  const link = `${origin()}/archives/${message.channel}/p${message.ts.replace('.', '')}`;
  if (message.thread_ts === undefined || message.thread_ts === message.ts) return link;
  return `${link}?thread_ts=${message.thread_ts}&cid=${message.channel}`;
}

/** A user id as channel means the direct message with that person. */
function findPostingPlace(parts: Parts, args: ApiArguments): ChannelRecord {
  const wanted = args.requiredText('channel');
  const user = parts.world.users.get(wanted);
  if (!user || user.isBot) return findJoinedChannel(parts, args);
  const id = openDirectMessage(parts.world, user.id, parts.outside);
  return findJoinedChannel(parts, createArguments({ channel: id }));
}

export function appAuthor({ world }: Parts, args: ApiArguments): Pick<MessageRecord, 'user' | 'bot_id' | 'app_id'> {
  const { botUserId, botId, appId } = world.identity;
  const username = args.text('username');
  return {
    user: botUserId,
    bot_id: botId,
    app_id: appId,
    ...(username !== undefined && { username, subtype: 'bot_message' }),
  };
}

export function findOwnMessage(
  parts: Parts,
  channel: ChannelRecord,
  args: ApiArguments,
  errorCode: string,
): MessageRecord {
  const message = findMessage(parts, channel.id, args.requiredText('ts'));
  if (message.bot_id !== parts.world.identity.botId) throw new SlackRefusal(errorCode);
  return message;
}

/** Text alone takes the blocks away; blocks alone keep the text, as in Slack. */
function readChange(parts: Parts, args: ApiArguments, message: MessageRecord): JsonObject {
  const content = readContent(parts, args);
  const metadata = readMetadata(args);
  const hasText = args.has('text') || args.has('markdown_text');
  return compact({
    text: hasText ? content.text : message.text,
    blocks: content.blocks ?? (hasText ? [] : message.blocks),
    attachments: content.attachments ?? (args.has('attachments') ? [] : message.attachments),
    metadata: metadata ?? message.metadata,
    edited: { user: parts.world.identity.botUserId, ts: parts.world.nextTs() },
  });
}
