import { Buffer } from 'node:buffer';
import type { Outside } from '../core/outside.ts';
import type { ReplyPlace, ReplyTarget } from '../core/ports.ts';
import { degradeBlocks } from './blocks/degrade-blocks.ts';
import type { SlackMessage } from './blocks/failure-message.ts';
import type { MessageUpdates } from './message-updates.ts';
import type { PostedMessage, PostMessage } from './post-message.ts';
import { sendWithFallback } from './send-with-fallback.ts';
import type { SlackCalls } from './slack-calls.ts';
import { hasCode } from './slack-error.ts';
import { parentGone, replyEventType, type ThreadPlace } from './thread-place.ts';
import { waitOutRateLimit } from './wait-out-rate-limit.ts';

/** Answers to a post into a thread whose root is gone. */
const threadRefused = ['slack_thread_not_found', 'slack_message_not_found', 'slack_cannot_reply_to_message'] as const;

export interface JobReplyParts {
  calls: SlackCalls;
  post: PostMessage;
  updates: MessageUpdates;
  place: ThreadPlace;
}

/** How the one message of a kind of job looks. */
export interface JobReplyLook<Stage, Result> {
  /** The richest form first; the stage is null before the first. */
  progressForms(target: ReplyTarget, stage: Stage | null): (() => SlackMessage)[];
  /** Called with the form that the server took. */
  onProgressForm?(form: number): void;
  render(result: Result): Promise<SlackMessage>;
  /** The job's message is finished or taken away. */
  onEnd?(target: ReplyTarget): void;
}

export interface JobReply<Stage, Result> {
  /**
   * Finds the reply this job posted earlier (by message metadata) or posts the progress message.
   * @throws AppError `parent_gone` where the message was deleted: nothing is posted.
   */
  open(target: ReplyTarget, options: { mayExist: boolean }): Promise<ReplyPlace>;
  /** Best effort, coalesced: never waits for a rate limit, never throws. */
  progress(target: ReplyTarget, place: ReplyPlace, stage: Stage): void;
  /** Turns the progress message into the result. Idempotent. */
  finish(target: ReplyTarget, place: ReplyPlace, result: Result): Promise<{ blockCount: number; bytes: number }>;
  /** Takes the message away, where a job was cancelled. Best effort. */
  withdraw(target: ReplyTarget, place: ReplyPlace): Promise<void>;
}

/** One message in the thread for one job: progress first, then the result. Survives a crash, a deleted message and a server without rich blocks. */
export function createJobReply<Stage, Result>(
  parts: JobReplyParts,
  look: JobReplyLook<Stage, Result>,
  outside: Pick<Outside, 'clock' | 'log'>,
): JobReply<Stage, Result> {
  const { clock, log } = outside;
  const { calls, post, updates, place: threadPlace } = parts;
  const sendProgress = async <T>(
    target: ReplyTarget,
    stage: Stage | null,
    send: (message: SlackMessage) => Promise<T>,
  ): Promise<T> => {
    const sent = await sendWithFallback(look.progressForms(target, stage), send);
    look.onProgressForm?.(sent.form);
    return sent.answer;
  };

  const metadataOf = (target: ReplyTarget) => ({ event_type: replyEventType, event_payload: { job_id: target.jobId } });
  const postInThread = async (target: ReplyTarget, message: SlackMessage): Promise<PostedMessage> => {
    const where = { channelId: target.channelId, threadTs: target.threadTs, metadata: metadataOf(target) };
    try {
      return await post(where, message);
    } catch (error) {
      if (hasCode(error, ...threadRefused)) throw parentGone();
      throw error;
    }
  };
  const update = async (target: ReplyTarget, at: ReplyPlace, message: SlackMessage): Promise<void> => {
    await calls.bulk((client) =>
      client.chat.update({
        channel: at.channelId,
        ts: at.ts,
        text: message.text,
        blocks: message.blocks,
        metadata: metadataOf(target),
        parse: 'none',
        link_names: false,
      }),
    );
  };

  /** The message was deleted meanwhile: its successor, if a crashed attempt posted one, or a new message. */
  const finishElsewhere = async (target: ReplyTarget, message: SlackMessage): Promise<void> => {
    const successor = await threadPlace.findReply(target);
    if (successor) return update(target, successor, message);
    await threadPlace.requireParent(target);
    await threadPlace.requireInThread(target, await postInThread(target, message));
  };

  return {
    async open(target, { mayExist }) {
      if (mayExist) {
        const earlier = await threadPlace.findReply(target);
        if (earlier) return earlier;
      }
      await threadPlace.requireParent(target);
      let posted: PostedMessage;
      try {
        posted = await sendProgress(target, null, (message) => postInThread(target, message));
      } catch (error) {
        if (!hasCode(error, 'slack_unreachable', 'slack_http_status')) throw error;
        // The answer was lost, not necessarily the message.
        const arrived = await threadPlace.findReply(target);
        if (!arrived) throw error;
        return arrived;
      }
      await threadPlace.requireInThread(target, posted);
      return { channelId: posted.channelId, ts: posted.ts };
    },

    progress(target, at, stage) {
      updates.request(at, () => sendProgress(target, stage, (message) => update(target, at, message)));
    },

    async finish(target, at, result) {
      await updates.settle(at);
      look.onEnd?.(target);
      const rendered = await look.render(result);
      const rich = (): SlackMessage => rendered;
      const forms = [rich, () => degraded(rich()), () => textOnly(rich())];
      const sent = await sendWithFallback(forms, async (message) => {
        try {
          await waitOutRateLimit(clock, () => update(target, at, message));
        } catch (error) {
          if (!hasCode(error, 'slack_message_not_found')) throw error;
          await finishElsewhere(target, message);
        }
      });
      if (sent.form > 0) log.info('the server refused rich blocks; a plainer form was posted', { form: sent.form });
      return { blockCount: sent.message.blocks.length, bytes: Buffer.byteLength(JSON.stringify(sent.message)) };
    },

    async withdraw(target, at) {
      await updates.settle(at);
      look.onEnd?.(target);
      try {
        await calls.bulk((client) => client.chat.delete({ channel: at.channelId, ts: at.ts }));
      } catch (error) {
        if (!hasCode(error, 'slack_message_not_found')) log.warn('a reply could not be taken away', { error });
      }
    },
  };
}

/** For servers that refuse rich blocks. */
export function degraded(message: SlackMessage): SlackMessage {
  return { text: message.text, blocks: degradeBlocks(message.blocks) };
}

/** Everything a person reads, without blocks: for servers that take none. */
function textOnly(message: SlackMessage): SlackMessage {
  const lines = degradeBlocks(message.blocks).flatMap((block) =>
    block.type === 'section' && block.text ? [block.text.text] : [],
  );
  return { text: [message.text, ...lines].join('\n\n'), blocks: [] };
}
