import type { MessageMetadata } from '@slack/types';
import { AppError } from '../core/errors.ts';
import type { ReplyPlace } from '../core/ports.ts';
import type { SlackMessage } from './blocks/failure-message.ts';
import type { ChannelQueue } from './channel-queue.ts';
import type { SlackCalls } from './slack-calls.ts';

export interface PostedMessage extends ReplyPlace {
  /** The thread Slack says it is in; null where it is in none; undefined where Slack did not say. */
  threadTs: string | null | undefined;
}

/** Posts a new message when it is the channel's turn: previews off, nothing in it parsed into links or mentions. */
export type PostMessage = (
  where: { channelId: string; threadTs: string | null; metadata?: MessageMetadata },
  message: SlackMessage,
) => Promise<PostedMessage>;

export function createPostMessage(calls: SlackCalls, queue: ChannelQueue): PostMessage {
  return ({ channelId, threadTs, metadata }, message) =>
    queue.run(channelId, async () => {
      const request = {
        channel: channelId,
        text: message.text,
        blocks: message.blocks,
        unfurl_links: false,
        unfurl_media: false,
        parse: 'none' as const,
        link_names: false,
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
        ...(metadata === undefined ? {} : { metadata }),
      };
      const answer = await calls.posting((client) => client.chat.postMessage(request));
      if (answer.ts === undefined) {
        throw new AppError({ code: 'slack_bad_answer', message: 'Slack did not say where the message was posted.' });
      }
      return {
        channelId: answer.channel ?? channelId,
        ts: answer.ts,
        threadTs: answer.message === undefined ? undefined : (answer.message.thread_ts ?? null),
      };
    });
}
