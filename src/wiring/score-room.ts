/** Sends what the gates measure and what people vote to Langfuse, where it is among the destinations. */
import type { Closers } from './closers.ts';
import type { Config } from '../config.ts';
import type { Outside } from '../core/outside.ts';
import type { FeedbackStore } from '../core/ports.ts';
import { createLangfuseScores } from '../observe/langfuse-scores.ts';
import type { LangfuseScores, ScoreHealth } from '../observe/langfuse-scores.ts';
import { scoresOfSpan, traceScore } from '../observe/scores-of-span.ts';
import type { Store } from '../store/open-store.ts';

export interface ScoreRoom {
  /** The same store, whose spans are looked at for scores as they come. */
  withScores(store: Store): Store;
  /** Votes as they were, which are scores too. */
  feedback: FeedbackStore;
  /** null where Langfuse gets no scores. */
  health(): ScoreHealth | null;
}

/** @param closers gets what must be closed */
export function createScoreRoom(config: Config, outside: Outside, store: Store, closers: Closers): ScoreRoom {
  const { langfuse, settings } = config;
  if (langfuse === null || !settings.observe.enabled || !settings.observe.langfuseScores) {
    return { withScores: (given) => given, feedback: store.feedback, health: () => null };
  }
  const scores = createLangfuseScores(langfuse, settings.observe, outside, store.scoreOutbox);
  closers.push(() => scores.close());
  return {
    withScores: (given) => ({
      ...given,
      spans: {
        ...given.spans,
        async insertSpans(rows) {
          await given.spans.insertSpans(rows);
          await scores.put(rows.flatMap(scoresOfSpan));
        },
      },
    }),
    feedback: {
      ...store.feedback,
      async vote(summaryId, userId, value, now) {
        const counts = await store.feedback.vote(summaryId, userId, value, now);
        void putVotes(summaryId, counts, store, scores).catch((error: unknown) => {
          outside.log.warn('votes were not sent to Langfuse', { summaryId, error });
        });
        return counts;
      },
    },
    health: () => scores.health(),
  };
}

/** One score for all votes of a summary: the share that is 👍; none without votes. */
async function putVotes(
  summaryId: string,
  { up, down }: { up: number; down: number },
  store: Pick<Store, 'summaries'>,
  scores: LangfuseScores,
): Promise<void> {
  const summary = await store.summaries.get(summaryId);
  if (summary === null) return;
  const n = up + down;
  const score = traceScore(summary.traceId, 'vote', n === 0 ? 0 : up / n, `${up} 👍, ${down} 👎`);
  if (n === 0) await scores.remove(score.id);
  else await scores.put([score]);
}
