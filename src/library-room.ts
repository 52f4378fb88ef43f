/** Ties together what makes links useful later: questions about them, digests, ideas. */
import type { JobEnqueuer } from './core/ports.ts';
import { createQuestionAnswerer } from './pipeline/follow-up/answer-question.ts';
import type { QuestionAnswerer } from './pipeline/follow-up/answer-question.ts';
import type { FollowUpPayload } from './pipeline/payloads.ts';
import type { ReadingRoom } from './reading-room.ts';
import type { SlackApp } from './slack/slack-app.ts';
import type { Store } from './store/open-store.ts';

/** Stores the job of a question; the same message asks once, and a deleted one cancels it. */
export async function askQuestion(jobs: Pick<JobEnqueuer, 'enqueue'>, question: FollowUpPayload): Promise<void> {
  const place = `${question.teamId}:${question.channelId}:${question.questionTs}`;
  await jobs.enqueue([{ key: `follow-up:${place}`, kind: 'follow-up', payload: question, group: `message:${place}` }]);
}

export function createAnswerer(reading: ReadingRoom, slack: SlackApp, store: Store): QuestionAnswerer {
  return createQuestionAnswerer({
    ...reading.stages,
    thinking: {
      ...reading.stages.thinking,
      vetAnswer: (answer, evidence, signal) => reading.thinking.run('vetAnswer', [answer, evidence], signal),
    },
    reply: slack.answerReply,
    summaries: store.summaries,
    followUps: store.followUps,
    datasets: store.datasets,
  });
}
