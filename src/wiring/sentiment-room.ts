/** Ties the sensors of sentiment to what happens: replies under a summary, and pages that were summarized. */
import type { Config } from '../config.ts';
import type { Outside } from '../core/outside.ts';
import type { JobKind } from '../core/ports.ts';
import {
  createSentimentSensor,
  pageSentimentJob,
  replySentimentJob,
  type ReplySentimentPayload,
} from '../pipeline/sentiment/sentiment-sensor.ts';
import type { ReadingRoom } from './reading-room.ts';
import type { Store } from '../store/open-store.ts';

export interface SentimentRoom {
  jobKinds: readonly JobKind<unknown>[];
  /** Stores the job of a reply under a summary, where replies are scored. */
  heard(reply: ReplySentimentPayload): Promise<void>;
  /** The same summaries, where a new one's page is scored too. */
  withPages(summaries: Store['summaries']): Store['summaries'];
}

export function createSentimentRoom(
  config: Pick<Config, 'settings'>,
  outside: Outside,
  store: Pick<Store, 'summaries' | 'scores' | 'jobs'>,
  reading: Pick<ReadingRoom, 'stages' | 'tracing'>,
): SentimentRoom {
  const { replies, pages, maxSentences } = config.settings.pipeline.sentiment;
  const { model, prompts } = reading.stages;
  const { summaries, scores, jobs } = store;
  const sensor = createSentimentSensor({
    model,
    prompts,
    tracing: reading.tracing,
    outside,
    summaries,
    scores,
    maxSentences,
  });
  return {
    jobKinds: [sensor.replies, sensor.pages],
    async heard(reply) {
      if (replies) await jobs.enqueue([replySentimentJob(reply)]);
    },
    withPages: (given) => ({
      ...given,
      async save(summary) {
        await given.save(summary);
        if (!pages || summary.outcome !== 'summarized' || summary.evidence === null) return;
        // Best effort: a summary is worth more than its score.
        await jobs.enqueue([pageSentimentJob(summary.id)]).catch((error: unknown) => {
          outside.log.warn('the page of a summary is not scored', { summaryId: summary.id, error });
        });
      },
    }),
  };
}
