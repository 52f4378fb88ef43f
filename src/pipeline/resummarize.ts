import { AppError } from '../core/errors.ts';
import type { Failure } from '../core/errors.ts';
import type { JobContext, NewJob, ReplyPlace, ReplyTarget, SpanHandle, StoredSummary } from '../core/ports.ts';
import { SummaryLength } from '../core/summary.ts';
import type { ResummarizePayload } from './payloads.ts';
import { labelsOf } from './prompt-arms.ts';
import { runStages } from './run-stages.ts';
import { postReply } from './stages/post.ts';
import type { SummarizerDeps } from './summarize-link.ts';

export interface Resummarizer {
  /** The body of job kind `resummarize`. */
  runJob(payload: ResummarizePayload, context: JobContext): Promise<void>;
  /** The dead letter: the reply gets its earlier form back, with the failure. */
  onDead(payload: ResummarizePayload, failure: Failure): Promise<void>;
}

/** The job behind a press of Shorter, Longer, Again or Retry; two presses on one revision are one job. */
export function resummarizeJob(payload: ResummarizePayload): NewJob {
  return { key: `resummarize:${payload.summaryId}:${payload.revision}`, kind: 'resummarize', payload };
}

/**
 * Rewrites a reply in its place as the next revision. `shorter` and `longer` use the stored evidence and facts, `again` and `retry` read the page anew. Where
 * the new form fails and the old one stood, the old one stays and carries the failure.
 */
export function createResummarizer(deps: SummarizerDeps): Resummarizer {
  const { outside, reply, summaries, tracing } = deps;

  async function work(payload: ResummarizePayload, context: JobContext, span: SpanHandle): Promise<void> {
    const before = await context.step('load', () => summaries.get(payload.summaryId));
    if (before === null || before.revision !== payload.revision) {
      span.set({ outcome: 'stale' });
      outside.log.info('a change of a summary came too late', {
        summaryId: payload.summaryId,
        revision: payload.revision,
      });
      return;
    }
    span.set({ url: before.url, channel: before.channelId, thread: before.threadTs });
    const target = targetOf(before);
    const opened = await context.step('open', async () => ({
      place: await placeOf(before),
      startedAt: outside.clock.now(),
    }));
    const length = lengthAfter(before.length, payload.change);
    const { evidence, factSheet } = before;
    const reuse =
      reusesFacts(payload.change) && evidence && factSheet && factSheet.facts.length > 0
        ? { evidence, factSheet }
        : undefined;
    const next = await context.step('outcome', async (): Promise<StoredSummary> => {
      const outcome = await runStages(deps, {
        url: before.url,
        length,
        signal: context.signal,
        step: (name, body) => context.step(name, body),
        progress: (stage) => reply.progress(target, opened.place, stage),
        mayRetry: context.attempt < context.maxAttempts,
        reuse,
        // The arm of its link, so that a thread does not change sides.
        labels: deps.splits && labelsOf(await deps.splits.choose(before.jobId)),
      });
      const now = outside.clock.now();
      if (outcome.failure !== null && before.outcome !== 'failed') return keepOld(before, outcome.failure, now);
      return {
        ...before,
        known: undefined,
        ...outcome,
        durationMs: now - opened.startedAt,
        traceId: span.traceId,
        replyTs: opened.place.ts,
        revision: before.revision + 1,
        updatedAt: now,
      };
    });
    span.set({
      outcome: next.failure === null ? 'summarized' : 'failed',
      'error.type': next.failure?.code ?? null,
      cost_usd: next.costUsd,
    });
    await context.step('post', () => postReply(deps, target, opened.place, next));
  }

  async function placeOf(summary: StoredSummary): Promise<ReplyPlace> {
    if (summary.replyTs !== null) return { channelId: summary.channelId, ts: summary.replyTs };
    return reply.open(targetOf(summary), { mayExist: true });
  }

  return {
    runJob: (payload, context) =>
      tracing.span(
        'resummarize.run',
        {
          kind: 'CHAIN',
          traceSeed: context.jobId,
          attributes: { job_id: context.jobId, change: payload.change, user: payload.userId, attempt: context.attempt },
        },
        async (span) => {
          try {
            await work(payload, context, span);
          } catch (thrown) {
            if (!(thrown instanceof AppError) || thrown.code !== 'parent_gone') throw thrown;
            span.set({ outcome: 'parent_gone' });
          }
        },
      ),

    async onDead(payload, failure) {
      const current = await summaries.get(payload.summaryId);
      if (current === null) return;
      const standing = current.revision === payload.revision ? keepOld(current, failure, outside.clock.now()) : current;
      await postReply(deps, targetOf(standing), await placeOf(standing), standing);
    },
  };
}

function keepOld(before: StoredSummary, failure: Failure, now: number): StoredSummary {
  return { ...before, failure, revision: before.revision + 1, updatedAt: now };
}

function reusesFacts(change: ResummarizePayload['change']): boolean {
  return change === 'shorter' || change === 'longer';
}

function lengthAfter(length: SummaryLength, change: ResummarizePayload['change']): SummaryLength {
  if (!reusesFacts(change)) return length;
  const order = SummaryLength.options;
  return order[order.indexOf(length) + (change === 'longer' ? 1 : -1)] ?? length;
}

function targetOf(summary: StoredSummary): ReplyTarget {
  const { teamId, channelId, messageTs, threadTs, jobId, url } = summary;
  return { teamId, channelId, messageTs, threadTs, jobId, url };
}
