import type { Log } from '../core/outside.ts';
import { AppError } from '../core/errors.ts';
import type { ReplyPlace, ReplyTarget } from '../core/ports.ts';
import type { PostedMessage } from './post-message.ts';
import type { SlackCalls } from './slack-calls.ts';
import { hasCode } from './slack-error.ts';

/** Marks a reply as the work of one job, so that it can be found again after a crash. */
export const replyEventType = 'gloss_summary';

/** Looks at the thread before and after posting. */
export interface ThreadPlace {
  /** The reply that this job posted before, or null. @throws AppError where the thread could not be read, for then posting may double it. */
  findReply(target: ReplyTarget): Promise<ReplyPlace | null>;
  /** @throws AppError `parent_gone` where the message with the link was deleted; a reply that a killed attempt left in the channel is taken away then. */
  requireParent(target: ReplyTarget): Promise<void>;
  /** Takes a reply away that Slack put into the channel. @throws AppError `parent_gone` then. */
  requireInThread(target: ReplyTarget, posted: PostedMessage): Promise<void>;
}

interface ThreadMessage {
  ts?: string | undefined;
  thread_ts?: string | undefined;
  subtype?: string | undefined;
  metadata?: { event_type?: string | undefined; event_payload?: unknown } | undefined;
}

const pageSize = 200;
/** A thread with more replies than this after the link is not searched to its end. */
const maxPages = 10;

const threadIsGone = ['slack_thread_not_found', 'slack_message_not_found'] as const;
/** A server that has no such method, or a token that may not use it: then nothing can be looked up. */
const cannotLook = ['slack_unknown_method', 'slack_missing_scope', 'slack_not_allowed_token_type'] as const;

export function createThreadPlace(calls: SlackCalls, log: Log): ThreadPlace {
  const replies = async (
    target: ReplyTarget,
    options: { oldest: string; latest?: string; cursor?: string; limit: number },
  ) => {
    const answer = await calls.bulk((client) =>
      client.conversations.replies({
        channel: target.channelId,
        ts: target.threadTs,
        inclusive: true,
        include_all_metadata: true,
        ...options,
      }),
    );
    const messages: readonly ThreadMessage[] = answer.messages ?? [];
    return { messages, cursor: answer.response_metadata?.next_cursor ?? '', hasMore: answer.has_more === true };
  };

  /** Some servers only know threads that have replies; the channel's history knows the message itself. */
  const standsInChannel = async (target: ReplyTarget): Promise<boolean> => {
    if (target.messageTs !== target.threadTs) return false;
    const answer = await calls.optional('conversations.history', (client) =>
      client.conversations.history({
        channel: target.channelId,
        oldest: target.messageTs,
        latest: target.messageTs,
        inclusive: true,
        limit: 1,
      }),
    );
    const message: ThreadMessage | undefined = answer?.messages?.find(({ ts }) => ts === target.messageTs);
    return message !== undefined && message.subtype !== 'tombstone';
  };

  const parentIsThere = async (target: ReplyTarget): Promise<boolean> => {
    try {
      const { messages, hasMore } = await replies(target, {
        oldest: target.messageTs,
        latest: target.messageTs,
        limit: 100,
      });
      const parent = messages.find((message) => message.ts === target.messageTs);
      if (parent) return parent.subtype !== 'tombstone';
      return hasMore || (await standsInChannel(target));
    } catch (error) {
      if (hasCode(error, ...threadIsGone)) return standsInChannel(target);
      if (!hasCode(error, ...cannotLook)) throw error;
      log.info('the thread cannot be checked before posting', { code: error.code });
      return true;
    }
  };

  /** Slack puts a reply into the channel where the thread is gone; a kill may have come before it could be taken away again. */
  const removeStray = async (target: ReplyTarget): Promise<void> => {
    const answer = await calls.optional('conversations.history', (client) =>
      client.conversations.history({
        channel: target.channelId,
        oldest: target.messageTs,
        include_all_metadata: true,
        limit: pageSize,
      }),
    );
    const messages: readonly ThreadMessage[] = answer?.messages ?? [];
    const stray = messages.find((message) => isReplyOf(message, target.jobId))?.ts;
    if (stray === undefined) return;
    await calls.bulk((client) => client.chat.delete({ channel: target.channelId, ts: stray }));
  };

  return {
    async findReply(target) {
      let cursor = '';
      for (let page = 0; page < maxPages; page += 1) {
        try {
          const found = await replies(target, {
            oldest: target.messageTs,
            limit: pageSize,
            ...(cursor === '' ? {} : { cursor }),
          });
          const mine = found.messages.find((message) => isReplyOf(message, target.jobId));
          if (mine?.ts !== undefined) return { channelId: target.channelId, ts: mine.ts };
          if (found.cursor === '') return null;
          cursor = found.cursor;
        } catch (error) {
          if (hasCode(error, ...threadIsGone, ...cannotLook)) return null;
          throw error;
        }
      }
      return null;
    },
    async requireParent(target) {
      if (await parentIsThere(target)) return;
      await removeStray(target);
      throw parentGone();
    },
    async requireInThread(target, posted) {
      if (posted.threadTs === target.threadTs) return;
      if (posted.threadTs === undefined && (await parentIsThere(target))) return;
      await calls.bulk((client) => client.chat.delete({ channel: posted.channelId, ts: posted.ts }));
      throw parentGone();
    },
  };
}

function isReplyOf(message: ThreadMessage, jobId: string): boolean {
  const { metadata } = message;
  if (metadata?.event_type !== replyEventType) return false;
  const payload = metadata.event_payload;
  return typeof payload === 'object' && payload !== null && 'job_id' in payload && payload.job_id === jobId;
}

/** The message with the link was deleted. */
export function parentGone(): AppError {
  return new AppError({
    code: 'parent_gone',
    message: 'The message with the link was deleted, so nothing was posted.',
  });
}
