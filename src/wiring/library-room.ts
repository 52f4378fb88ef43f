/** Ties together what makes links useful later: questions about them, digests, ideas. */
import type { ChannelSettingsStore } from '../core/channel-settings.ts';
import type { Schedule } from '../core/schedule.ts';
import type { DigestPayload } from '../pipeline/digest/post-digest.ts';
import type { JobEnqueuer } from '../core/ports.ts';
import type { RateLimits } from '../core/rate-limit.ts';
import { createQuestionAnswerer } from '../pipeline/follow-up/answer-question.ts';
import type { QuestionAnswerer } from '../pipeline/follow-up/answer-question.ts';
import type { FollowUpPayload } from '../pipeline/payloads.ts';
import type { ReadingRoom } from './reading-room.ts';
import type { SlackApp } from '../slack/slack-app.ts';
import type { Store } from '../store/open-store.ts';

/**
 * Stores the job of a question; the same message asks once, and a deleted one cancels it.
 * @returns where it has to wait its turn: why and how long, for the person
 */
export async function askQuestion(
  jobs: Pick<JobEnqueuer, 'enqueue'>,
  limits: Pick<RateLimits, 'turns'>,
  question: FollowUpPayload,
): Promise<{ later: string | null }> {
  const place = `${question.teamId}:${question.channelId}:${question.questionTs}`;
  const turns = await limits.turns('questions', question, 1);
  const job = { key: `follow-up:${place}`, kind: 'follow-up', payload: question, group: `message:${place}` };
  const stored = await jobs.enqueue([{ ...job, runAt: turns.runAtMs[0] }]);
  if (stored.jobs[0]?.created === true) return { later: turns.later };
  await turns.giveBack([0]);
  return { later: null };
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

/** One schedule a channel with a digest. @param installing null with a token of the settings */
export async function digestSchedules(
  channels: Pick<ChannelSettingsStore, 'withDigest'>,
  installing: { teamIds(): Promise<string[]> } | null,
): Promise<Schedule[]> {
  const teamIds = installing === null ? null : new Set(await installing.teamIds());
  return (await channels.withDigest()).flatMap(({ teamId, channelId, settings }): Schedule[] => {
    if (teamIds?.has(teamId) === false) return [];
    const { digest: rhythm, digestHour: hour } = settings;
    if (rhythm === 'off') return [];
    const payload: DigestPayload = { teamId, channelId, rhythm };
    const cron = rhythm === 'daily' ? `0 ${hour} * * *` : `0 ${hour} * * mon`;
    return [
      {
        id: `digest:${teamId}:${channelId}`,
        title: `Digest of ${channelId}`,
        timing: { cron, timeZone: 'UTC' },
        kind: 'digest',
        payload,
      },
    ];
  });
}
