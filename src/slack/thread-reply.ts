import type { Outside } from '../core/outside.ts';
import type { FeedbackStore, ReplyTarget, StoredSummary, SummaryStage, ThreadReply } from '../core/ports.ts';
import type { SlackMessage } from './blocks/failure-message.ts';
import { renderProgress } from './blocks/progress-message.ts';
import { renderSummary } from './blocks/summary-message.ts';
import { createJobReply, degraded } from './job-reply.ts';
import type { JobReplyParts } from './job-reply.ts';

/** The reply to a link: what is done to the page, then its summary. */
export function createThreadReply(
  parts: JobReplyParts,
  feedback: FeedbackStore,
  outside: Pick<Outside, 'clock' | 'log'>,
): ThreadReply {
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
  const reply = createJobReply(
    parts,
    {
      progressForms,
      onProgressForm(form) {
        if (form > 0) takesPlan = false;
      },
      render: async (summary: StoredSummary) => renderSummary(summary, await feedback.counts(summary.id)),
      onEnd: (target) => void rewritten.delete(target.jobId),
    },
    outside,
  );
  return {
    ...reply,
    progress(target, at, stage) {
      if (stage === 'rewrite') rewritten.add(target.jobId);
      reply.progress(target, at, stage);
    },
  };
}
