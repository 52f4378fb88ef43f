import { changeMessage, postMessage } from '../message-acts.ts';
import { toApiMessage, toControlMessage } from '../message-views.ts';
import type { Parts } from '../parts.ts';
import type { JsonObject, MessageRecord } from '../records.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { appendToStream, streamText } from '../stream-content.ts';
import type { ApiArguments } from './arguments.ts';
import { appAuthor, findOwnMessage } from './chat.ts';
import { findJoinedChannel, findMessage } from './lookup.ts';
import { completeBlocks, readBlocks, readMetadata } from './message-content.ts';
import { checkMessageRate } from './message-rate.ts';
import type { ApiMethods } from './method.ts';

/** Streamed messages: open with startStream, grow with appendStream, become an ordinary message with stopStream. */
export const streamMethods: ApiMethods = {
  'chat.startStream': {
    scopes: ['chat:write'],
    run(parts, args) {
      const channel = findJoinedChannel(parts, args);
      const threadTs = args.requiredText('thread_ts');
      findMessage(parts, channel.id, threadTs, 'invalid_thread_ts');
      if (channel.kind !== 'im') {
        if (!args.has('recipient_team_id')) throw new SlackRefusal('missing_recipient_team_id');
        if (!args.has('recipient_user_id')) throw new SlackRefusal('missing_recipient_user_id');
      }
      const shown = grow(parts, [], args);
      checkMessageRate(parts, channel.id);
      const message = postMessage(parts, channel.id, {
        ...appAuthor(parts, args),
        thread_ts: threadTs,
        text: streamText(shown),
        blocks: shown,
        streaming: true,
      });
      return { channel: channel.id, ts: message.ts };
    },
  },
  'chat.appendStream': {
    scopes: ['chat:write'],
    run(parts, args) {
      const message = findStream(parts, args);
      const shown = grow(parts, message.blocks ?? [], args);
      // While it grows only pages see it; the app hears of the message when it is whole.
      const grown = { ...message, text: streamText(shown), blocks: shown };
      parts.world.saveMessage(grown);
      parts.hub.publish({ type: 'message_changed', message: toControlMessage(parts.world, grown) });
      return { channel: message.channel, ts: message.ts };
    },
  },
  'chat.stopStream': {
    scopes: ['chat:write'],
    run(parts, args) {
      const message = findStream(parts, args);
      const metadata = readMetadata(args);
      const closing = readBlocks(parts, args) ?? [];
      const shown = [...grow(parts, message.blocks ?? [], args), ...closing];
      const stopped = changeMessage(parts, message, {
        text: streamText(shown),
        blocks: shown,
        streaming: undefined,
        ...(metadata && { metadata }),
      });
      return {
        channel: stopped.channel,
        ts: stopped.ts,
        message: toApiMessage(parts, stopped, { metadata: true }),
      };
    },
  },
};

function findStream(parts: Parts, args: ApiArguments): MessageRecord {
  const channel = findJoinedChannel(parts, args);
  const message = findOwnMessage(parts, channel, args, 'message_not_owned_by_app');
  if (message.streaming !== true) throw new SlackRefusal('message_not_in_streaming_state');
  return message;
}

function grow(parts: Parts, blocks: readonly JsonObject[], args: ApiArguments): JsonObject[] {
  const chunks = args.list('chunks', 'invalid_chunks') ?? [];
  return completeBlocks(parts, appendToStream(blocks, args.text('markdown_text'), chunks));
}
