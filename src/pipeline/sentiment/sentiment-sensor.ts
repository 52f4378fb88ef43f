import { z } from 'zod';
import type { Evidence } from '../../core/evidence.ts';
import type { Outside } from '../../core/outside.ts';
import type { JobContext, JobKind, NewJob, StoredSummary, SummaryStore, Tracing } from '../../core/ports.ts';
import type { ScoreStore } from '../../core/score-record.ts';
import type { TextSentiment } from '../../core/sentiment.ts';
import { decodeSlack } from '../../core/slack-text.ts';
import { scoreText } from './score-text.ts';
import type { ScoreTextDeps } from './score-text.ts';

export const ReplySentimentPayload = z.object({
  summaryId: z.string(),
  channelId: z.string(),
  /** Of the reply. */
  messageTs: z.string(),
  /** As Slack sent it. */
  text: z.string(),
});
export type ReplySentimentPayload = z.infer<typeof ReplySentimentPayload>;

export const PageSentimentPayload = z.object({ summaryId: z.string() });
export type PageSentimentPayload = z.infer<typeof PageSentimentPayload>;

export interface SensorDeps extends ScoreTextDeps {
  tracing: Tracing;
  outside: Pick<Outside, 'clock' | 'newId'>;
  summaries: Pick<SummaryStore, 'get'>;
  scores: Pick<ScoreStore, 'put'>;
}

/** The job of one reply; Slack may tell of it more than once. A summary is of one workspace, the id of a channel need not be. */
export function replySentimentJob(payload: ReplySentimentPayload): NewJob {
  return { key: `reply-sentiment:${payload.summaryId}:${payload.messageTs}`, kind: 'reply-sentiment', payload };
}

export function pageSentimentJob(summaryId: string): NewJob {
  return { key: `page-sentiment:${summaryId}`, kind: 'page-sentiment', payload: { summaryId } };
}

/** Text of a message without what no sentence is made of: mentions, channels, links, code. */
export function plainMessage(text: string): string {
  const bare = text.replace(/```[^]*?```|`[^`\n]*`/g, ' ').replace(/<[^>]*>/g, ' ');
  return decodeSlack(bare).replace(/\s+/g, ' ').trim();
}

/** Text of a page as it was read. */
export function pageText({ snippets }: Pick<Evidence, 'snippets'>): string {
  return snippets.map(({ text }) => text).join('\n');
}

/** Scores what people say under a summary, and pages; what is known of the text goes into a score of the summary. */
export function createSentimentSensor(deps: SensorDeps): {
  replies: JobKind<ReplySentimentPayload>;
  pages: JobKind<PageSentimentPayload>;
} {
  const { scores, summaries, tracing, outside } = deps;

  function sense(
    summary: StoredSummary,
    given: { id: string; name: string; text: string; language?: string; happenedAt: number },
    context: JobContext,
  ): Promise<void> {
    const attributes = { purpose: 'sensor', job_id: context.jobId, summary_id: summary.id };
    return tracing.span('sentiment.run', { kind: 'CHAIN', traceSeed: context.jobId, attributes }, async (span) => {
      const sentiment = await context.step('score', () => scoreText(deps, given, context.signal));
      await tracing.artifact(span.traceId, 'sentiment.json', JSON.stringify(sentiment, null, 2));
      if (sentiment.mean === null) return;
      await scores.put([
        {
          id: given.id,
          teamId: summary.teamId,
          traceId: summary.traceId,
          summaryId: summary.id,
          channelId: summary.channelId,
          name: given.name,
          value: (sentiment.mean + 1) / 2,
          passed: null,
          reason: describeSentiment(sentiment),
          origin: 'sentiment',
          happenedAt: given.happenedAt,
          scoredAt: outside.clock.now(),
        },
      ]);
    });
  }

  return {
    replies: {
      id: 'reply-sentiment',
      payload: ReplySentimentPayload,
      async run({ summaryId, channelId, messageTs, text }, context) {
        const summary = await summaries.get(summaryId);
        if (summary === null) return;
        const happenedAt = Math.round(Number(messageTs) * 1000);
        const id = `sentiment:${channelId}:${messageTs}`;
        await sense(summary, { id, name: 'sentiment', text: plainMessage(text), happenedAt }, context);
      },
    },
    pages: {
      id: 'page-sentiment',
      payload: PageSentimentPayload,
      async run({ summaryId }, context) {
        const summary = await summaries.get(summaryId);
        if (summary?.evidence == null) return;
        const { evidence, createdAt: happenedAt } = summary;
        const given = {
          id: `page_sentiment:${summaryId}`,
          name: 'page_sentiment',
          text: pageText(evidence),
          happenedAt,
        };
        await sense(summary, { ...given, language: evidence.language }, context);
      },
    },
  };
}

/** `3 sentences, by a list of words`. */
export function describeSentiment({ sentences, leftOut, method }: TextSentiment): string {
  const count = `${sentences.length} ${sentences.length === 1 ? 'sentence' : 'sentences'}`;
  const rest = leftOut > 0 ? ` of ${sentences.length + leftOut}` : '';
  return `${count}${rest}, by ${method === 'model' ? 'a model' : 'a list of words'}`;
}
