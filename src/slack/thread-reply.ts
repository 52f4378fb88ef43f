import { Buffer } from 'node:buffer';
import type { Outside } from '../core/outside.ts';
import type { FeedbackStore, ReplyPlace, ReplyTarget, SummaryStage, ThreadReply } from '../core/ports.ts';
import { degradeBlocks } from './blocks/degrade-blocks.ts';
import type { SlackMessage } from './blocks/failure-message.ts';
import { renderProgress } from './blocks/progress-message.ts';
import { renderSummary } from './blocks/summary-message.ts';
import type { MessageUpdates } from './message-updates.ts';
import type { PostedMessage, PostMessage } from './post-message.ts';
import { sendWithFallback } from './send-with-fallback.ts';
import type { SlackCalls } from './slack-calls.ts';
import { hasCode } from './slack-error.ts';
import { parentGone, replyEventType, type ThreadPlace } from './thread-place.ts';
import { waitOutRateLimit } from './wait-out-rate-limit.ts';

/** Answers to a post into a thread whose root is gone. */
const threadRefused = ['slack_thread_not_found', 'slack_message_not_found', 'slack_cannot_reply_to_message'] as const;

/** One message in the thread for one job: progress first, then the result. Survives a crash, a deleted message and a server without rich blocks. */
export function createThreadReply(
  parts: { calls: SlackCalls; post: PostMessage; updates: MessageUpdates; place: ThreadPlace },
  feedback: FeedbackStore,
  outside: Pick<Outside, 'clock' | 'log'>,
): ThreadReply {
  const { clock, log } = outside;
  const { calls, post, updates, place: threadPlace } = parts;
  /** Whether this server takes Slack's own task list; found out once. */
  let takesPlan = true;
  /** Jobs whose draft went back once, until their reply is finished. */
  const rewritten = new Set<string>();

  const progressForms = (target: ReplyTarget, stage: SummaryStage | null): (() => SlackMessage)[] => {
    const wasRewritten = rewritten.has(target.jobId);
    const plain = (): SlackMessage => renderProgress(target.url, stage, wasRewritten, 'plain');
    return [
      ...(takesPlan ? [() => renderProgress(target.url, stage, wasRewritten, 'plan')] : []),
      plain,
      () => degraded(plain()),
    ];
  };
  const sendProgress = async <T>(
    target: ReplyTarget,
    stage: SummaryStage | null,
    send: (message: SlackMessage) => Promise<T>,
  ): Promise<T> => {
    const hadPlan = takesPlan;
    const sent = await sendWithFallback(progressForms(target, stage), send);
    if (hadPlan && sent.form > 0) takesPlan = false;
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
      if (stage === 'rewrite') rewritten.add(target.jobId);
      updates.request(at, () => sendProgress(target, stage, (message) => update(target, at, message)));
    },

    async finish(target, at, summary) {
      await updates.settle(at);
      rewritten.delete(target.jobId);
      const votes = await feedback.counts(summary.id);
      const rich = (): SlackMessage => renderSummary(summary, votes);
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
      rewritten.delete(target.jobId);
      try {
        await calls.bulk((client) => client.chat.delete({ channel: at.channelId, ts: at.ts }));
      } catch (error) {
        if (!hasCode(error, 'slack_message_not_found')) log.warn('a reply could not be taken away', { error });
      }
    },
  };
}

function degraded(message: SlackMessage): SlackMessage {
  return { text: message.text, blocks: degradeBlocks(message.blocks) };
}

/** Everything a person reads, without blocks: for servers that take none. */
function textOnly(message: SlackMessage): SlackMessage {
  const lines = degradeBlocks(message.blocks).flatMap((block) =>
    block.type === 'section' && block.text ? [block.text.text] : [],
  );
  return { text: [message.text, ...lines].join('\n\n'), blocks: [] };
}
