import type { AnswerStage, FollowUpStore, StoredFollowUp } from '../core/follow-up.ts';
import type { Outside } from '../core/outside.ts';
import { renderAnswer } from './blocks/answers/answer-message.ts';
import { renderAnswerProgress } from './blocks/answers/answer-progress.ts';
import { createJobReply } from './job-reply.ts';
import type { JobReply, JobReplyParts } from './job-reply.ts';

/** The reply to a question: what is done, then the answer. */
export function createAnswerReply(
  parts: JobReplyParts,
  followUps: Pick<FollowUpStore, 'counts'>,
  outside: Pick<Outside, 'clock' | 'log'>,
): JobReply<AnswerStage, StoredFollowUp> {
  return createJobReply(
    parts,
    {
      progressForms: (_target, stage: AnswerStage | null) => [() => renderAnswerProgress(stage)],
      render: async (followUp: StoredFollowUp) => renderAnswer(followUp, await followUps.counts(followUp.id)),
    },
    outside,
  );
}
