import { AppError, toAppError, toFailure } from '../../core/errors.ts';
import type { Failure } from '../../core/errors.ts';
import type { DatasetStore } from '../../core/dataset.ts';
import type { Evidence } from '../../core/evidence.ts';
import type { AnswerStage, AnswerTarget, FollowUpStore, StoredFollowUp } from '../../core/follow-up.ts';
import type { JobContext, ReplyPlace, SpanHandle, SummaryStore } from '../../core/ports.ts';
import type { AnswerQuestionAnswer, AnswerQuestionInput } from '../../core/stages.ts';
import type { QueryType } from '../../core/query-type.ts';
import type { FollowUpPayload } from '../payloads.ts';
import type { StageDeps } from '../run-stages.ts';
import { retrieve } from '../stages/retrieve.ts';
import { answerFromPage } from './answer-from-page.ts';
import type { PageAnswer } from './answer-from-page.ts';
import { chooseExamples } from './few-shot.ts';
import { routeQuestion } from './route-question.ts';
import type { VettedAnswer } from './vet-answer.ts';
import { replyJobSpan } from '../reply-job-span.ts';

/** The one message in the thread: progress, then the answer. */
export interface AnswerReply {
  /** @throws AppError `parent_gone` where the question was deleted. */
  open(target: AnswerTarget, options: { mayExist: boolean }): Promise<ReplyPlace>;
  /** Best effort, never throws. */
  progress(target: AnswerTarget, place: ReplyPlace, stage: AnswerStage): void;
  finish(
    target: AnswerTarget,
    place: ReplyPlace,
    followUp: StoredFollowUp,
  ): Promise<{ blockCount: number; bytes: number }>;
  withdraw(target: AnswerTarget, place: ReplyPlace): Promise<void>;
}

export interface QuestionDeps extends Omit<StageDeps, 'thinking'> {
  thinking: StageDeps['thinking'] & {
    vetAnswer(answer: AnswerQuestionAnswer, evidence: Evidence, signal: AbortSignal): Promise<VettedAnswer>;
  };
  reply: AnswerReply;
  summaries: Pick<SummaryStore, 'get'>;
  followUps: FollowUpStore;
  datasets: Pick<DatasetStore, 'get' | 'items'>;
}

export interface QuestionAnswerer {
  /** The body of job kind `follow-up`. */
  runJob(payload: FollowUpPayload, context: JobContext): Promise<void>;
  onDead(payload: FollowUpPayload, failure: Failure, context: { jobId: string }): Promise<void>;
  onCancelled(payload: FollowUpPayload, context: { jobId: string }): Promise<void>;
}

type Answered = Pick<
  StoredFollowUp,
  'queryType' | 'outcome' | 'sentences' | 'quotes' | 'droppedCount' | 'examples' | 'use' | 'costUsd' | 'failure'
> &
  Pick<StoredFollowUp, 'title' | 'paragraphsRead' | 'paragraphsTotal'>;

/** One question about a page → one answer from that page alone, in the thread of the question. Every stage is a checkpoint and a span. */
export function createQuestionAnswerer(deps: QuestionDeps): QuestionAnswerer {
  const { outside, reply, followUps, tracing } = deps;

  async function work(payload: FollowUpPayload, context: JobContext, span: SpanHandle): Promise<void> {
    const target = targetOf(payload, context.jobId);
    const opened = await context.step('open', async () => ({
      place: await reply.open(target, { mayExist: context.attempt > 1 }),
      id: outside.newId(),
      startedAt: outside.clock.now(),
    }));
    const progress = (stage: AnswerStage): void => reply.progress(target, opened.place, stage);
    const answered = await context.step('outcome', () => answer(payload, context, progress));
    span.set({
      outcome: answered.outcome,
      query_type: answered.queryType,
      'error.type': answered.failure?.code ?? null,
      cost_usd: answered.costUsd,
      dropped_sentence_count: answered.droppedCount,
    });
    const followUp: StoredFollowUp = {
      ...answered,
      ...placeOf(payload),
      id: opened.id,
      jobId: context.jobId,
      replyTs: opened.place.ts,
      durationMs: outside.clock.now() - opened.startedAt,
      traceId: span.traceId,
      createdAt: opened.startedAt,
    };
    await context.step('post', () => post(target, opened.place, followUp));
  }

  function post(target: AnswerTarget, place: ReplyPlace, followUp: StoredFollowUp): Promise<object> {
    const attributes = { channel: target.channelId, outcome: followUp.outcome };
    return tracing.span('slack.post_message', { kind: 'CHAIN', attributes }, async (span) => {
      // Stored first, so that a vote that comes at once finds it.
      await followUps.save(followUp);
      const posted = await reply.finish(target, place, followUp);
      span.set({ blocks: posted.blockCount, bytes: posted.bytes });
      return posted;
    });
  }

  async function answer(
    payload: FollowUpPayload,
    context: JobContext,
    progress: (stage: AnswerStage) => void,
  ): Promise<Answered> {
    const { signal } = context;
    let queryType: QueryType = 'general';
    try {
      queryType = await context.step('route', () => routeQuestion(deps, payload.question, signal));
      if (queryType === 'smalltalk') return { ...nothingAsked(queryType), outcome: 'talk', costUsd: 0 };
      const evidence = await context.step('page', () => {
        progress('page');
        return pageOf(payload, signal);
      });
      const previous = await context.step('previous', () => previousOf(payload, queryType, context.enqueuedAt));
      const examples = await context.step('examples', async () =>
        chooseExamples(queryType, deps.datasets, await followUps.exampleUse(), payload.channelId),
      );
      const { question } = payload;
      const given = await context.step('answer', () => {
        progress('answer');
        return answerFromPage(deps, { evidence, question, queryType, previous, examples }, signal);
      });
      const vetted = await context.step('check', () => {
        progress('check');
        return vet(given, evidence, signal);
      });
      return {
        queryType,
        outcome: vetted.sentences.length > 0 ? 'answered' : 'not_told',
        sentences: vetted.sentences,
        quotes: vetted.quotes,
        droppedCount: vetted.dropped.reduce((sum, { count }) => sum + count, 0),
        examples: given.examples,
        use: given.use,
        costUsd: given.use.costUsd,
        failure: null,
        title: evidence.sources[0]?.title ?? evidence.domain,
        paragraphsRead: evidence.paragraphsRead,
        paragraphsTotal: evidence.paragraphsTotal,
      };
    } catch (thrown) {
      signal.throwIfAborted();
      const error = toAppError(thrown);
      if (error.retryable && context.attempt < context.maxAttempts) throw error;
      outside.log.warn('a question could not be answered', { code: error.code, error: thrown });
      return { ...nothingAsked(queryType), outcome: 'failed', failure: toFailure(error), costUsd: error.costUsd };
    }
  }

  function vet(given: PageAnswer, evidence: Evidence, signal: AbortSignal): Promise<VettedAnswer> {
    return tracing.span('follow_up.check', { kind: 'EVALUATOR' }, async (span) => {
      const vetted = await deps.thinking.vetAnswer(given.answer, evidence, signal);
      span.set({
        sentence_count: given.answer.sentences.length,
        kept_sentence_count: vetted.sentences.length,
        dropped_sentences: vetted.dropped.map(({ reason, count }) => `${reason}: ${count}`),
      });
      await tracing.artifact(
        span.traceId,
        'answer.json',
        JSON.stringify({ ...vetted, told: given.answer.told }, null, 2),
      );
      return vetted;
    });
  }

  /** As it was read for the summary; read anew where that text is no longer kept. */
  async function pageOf(payload: FollowUpPayload, signal: AbortSignal): Promise<Evidence> {
    const summary = await deps.summaries.get(payload.summaryId);
    if (summary?.evidence && summary.evidence.snippets.length > 0) return summary.evidence;
    if (summary !== null) return retrieve(deps, summary.url, signal);
    throw new AppError({
      code: 'unknown_summary',
      message: 'I no longer have this page.',
      hint: 'Post its link again, and ask in its thread.',
    });
  }

  /** "No, I meant …" takes up the last question of the thread. */
  async function previousOf(
    payload: FollowUpPayload,
    queryType: QueryType,
    before: number,
  ): Promise<AnswerQuestionInput['previous']> {
    if (queryType !== 'repair') return null;
    const last = await followUps.lastInThread(payload, before);
    if (last === null) return null;
    return { question: last.question, answer: last.sentences.map(({ text }) => text).join(' ') };
  }

  return {
    runJob: (payload, context) =>
      replyJobSpan(deps, 'follow_up.run', payload, context, (span) => work(payload, context, span)),

    async onDead(payload, failure, { jobId }) {
      const target = targetOf(payload, jobId);
      const place = await reply.open(target, { mayExist: true });
      const known = await followUps.byJob(jobId);
      const followUp: StoredFollowUp = known ?? {
        ...nothingAsked('general'),
        ...placeOf(payload),
        outcome: 'failed',
        failure,
        costUsd: null,
        id: outside.newId(),
        jobId,
        replyTs: place.ts,
        durationMs: 0,
        traceId: '',
        createdAt: outside.clock.now(),
      };
      await followUps.save(followUp);
      await reply.finish(target, place, followUp);
    },

    async onCancelled(payload, { jobId }) {
      const target = targetOf(payload, jobId);
      try {
        await reply.withdraw(target, await reply.open(target, { mayExist: true }));
      } catch (thrown) {
        if (toAppError(thrown).code !== 'parent_gone') throw thrown;
      }
    },
  };
}

function targetOf(payload: FollowUpPayload, jobId: string): AnswerTarget {
  const { teamId, channelId, threadTs, questionTs, url } = payload;
  return { teamId, channelId, threadTs, messageTs: questionTs, jobId, url };
}

function placeOf(payload: FollowUpPayload) {
  const { teamId, channelId, threadTs, questionTs, summaryId, question, userId } = payload;
  return { teamId, channelId, threadTs, questionTs, summaryId, question, askedBy: userId };
}

function nothingAsked(queryType: QueryType): Omit<Answered, 'outcome' | 'costUsd'> {
  const nothing = { sentences: [], quotes: [], droppedCount: 0, examples: [], use: null, failure: null };
  return { queryType, ...nothing, title: '', paragraphsRead: 0, paragraphsTotal: 0 };
}
