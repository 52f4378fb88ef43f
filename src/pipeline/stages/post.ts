import type { ReplyPlace, ReplyTarget, StoredSummary, SummaryStore, ThreadReply, Tracing } from '../../core/ports.ts';

/** What is sent to Slack. */
export interface RenderedMessage {
  text: string;
  blocks: readonly unknown[];
}

export interface PostDeps {
  reply: ThreadReply;
  summaries: SummaryStore;
  tracing: Tracing;
  renderMessage: (summary: StoredSummary) => RenderedMessage;
}

/** Turns the progress message into the result. The summary is stored first, so that a button pressed at once finds it. May run twice. */
export function postReply(
  deps: PostDeps,
  target: ReplyTarget,
  place: ReplyPlace,
  summary: StoredSummary,
): Promise<{ blockCount: number; bytes: number }> {
  return deps.tracing.span(
    'slack.post_message',
    { kind: 'CHAIN', attributes: { channel: target.channelId, revision: summary.revision, outcome: summary.outcome } },
    async (span) => {
      await deps.summaries.save(summary);
      await deps.tracing.artifact(
        span.traceId,
        'slack_payload.json',
        JSON.stringify(deps.renderMessage(summary), null, 2),
      );
      const posted = await deps.reply.finish(target, place, summary);
      span.set({ blocks: posted.blockCount, bytes: posted.bytes });
      return posted;
    },
  );
}
