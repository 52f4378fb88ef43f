import { toAppError } from '../core/errors.ts';
import type { Failure } from '../core/errors.ts';
import type {
  JobContext,
  ReplyPlace,
  ReplyTarget,
  SpanHandle,
  StoredSummary,
  SummaryStage,
  SummaryStore,
  ThreadReply,
} from '../core/ports.ts';
import type { PromptArms } from '../core/prompt-split.ts';
import type { StageOutcome, SummaryLength, SummaryRun } from '../core/summary.ts';
import { canonicalUrl } from '../core/url.ts';
import { recognisePage } from './known-page.ts';
import type { EarlierSummary, FindEarlier } from './known-page.ts';
import type { SummarizeLinkPayload } from './payloads.ts';
import { armsAttribute, labelsOf, recordArms } from './prompt-arms.ts';
import { postReply } from './stages/post.ts';
import type { RenderedMessage } from './stages/post.ts';
import { runStages } from './run-stages.ts';
import type { StageDeps, StageRun } from './run-stages.ts';
import { replyJobSpan } from './reply-job-span.ts';

export interface SummarizerDeps extends StageDeps {
  reply: ThreadReply;
  summaries: SummaryStore;
  /** Without it no page counts as known. */
  findEarlier?: FindEarlier | undefined;
  /** Divides links between versions of prompts; without it all run `prod`. */
  splits?: PromptArms | undefined;
  /** The message as it is posted; for the stored artifact and for doors without Slack. */
  renderMessage: (summary: StoredSummary) => RenderedMessage;
}

export interface HeadlessOptions {
  length?: SummaryLength;
  signal: AbortSignal;
  labels?: { facts?: string; compose?: string };
}

export interface Summarizer {
  /** The body of job kind `summarize-link`. */
  runJob(payload: SummarizeLinkPayload, context: JobContext): Promise<void>;
  /** The dead letter: whatever happened, the thread gets an honest note. @throws AppError of the reply. */
  onDead(payload: SummarizeLinkPayload, failure: Failure, context: { jobId: string }): Promise<void>;
  /** Takes the progress message away where the job was cancelled. */
  onCancelled(payload: SummarizeLinkPayload, context: { jobId: string }): Promise<void>;
  /** The same stages without Slack, queue and store; `message` is what would be posted. */
  run(url: string, options: HeadlessOptions): Promise<{ run: SummaryRun; message: RenderedMessage }>;
}

const dayMs = 86_400_000;

/** One link → one reply in its thread. Every stage is a checkpoint and a span. */
export function createSummarizer(deps: SummarizerDeps): Summarizer {
  const { outside, reply, summaries, tracing } = deps;

  async function earlierOf(payload: SummarizeLinkPayload): Promise<EarlierSummary | null> {
    const oldest = outside.clock.now() - deps.settings.knownLinkDays * dayMs;
    if (payload.anew === true || deps.settings.knownLinkDays === 0) return null;
    const earlier = await deps.findEarlier?.(payload);
    return earlier && earlier.link.createdAt >= oldest ? earlier : null;
  }

  /** Under the versions of its arms, where links are divided between versions. */
  async function runSplit(stages: StageRun, jobId: string, span: SpanHandle): Promise<StageOutcome> {
    const { splits } = deps;
    if (!splits) return runStages(deps, stages);
    const chosen = await splits.choose(jobId);
    span.set({ prompt_arms: armsAttribute(chosen) });
    const startedAt = outside.clock.now();
    const outcome = await runStages(deps, { ...stages, labels: labelsOf(chosen) });
    await recordArms(splits, jobId, chosen, { ...outcome, durationMs: outside.clock.now() - startedAt });
    return outcome;
  }

  async function work(payload: SummarizeLinkPayload, context: JobContext, span: SpanHandle): Promise<void> {
    const target = targetOf(payload, context.jobId);
    const opened = await context.step('open', async () => ({
      place: await reply.open(target, { mayExist: context.attempt > 1 }),
      summaryId: outside.newId(),
      startedAt: outside.clock.now(),
    }));
    const earlier = await context.step('earlier', () => earlierOf(payload));
    const run = await context.step('outcome', async (): Promise<SummaryRun> => {
      const stages = {
        url: payload.url,
        length: payload.length,
        signal: context.signal,
        step: <T>(name: string, body: () => Promise<T>) => context.step(name, body),
        progress: (stage: SummaryStage) => reply.progress(target, opened.place, stage),
        mayRetry: context.attempt < context.maxAttempts,
      } satisfies StageRun;
      const known = earlier === null ? null : await recognisePage(deps, earlier, stages);
      const outcome = known ?? (await runSplit(stages, context.jobId, span));
      return { ...outcome, durationMs: outside.clock.now() - opened.startedAt, traceId: span.traceId };
    });
    span.set(outcomeAttributes(run));
    const now = outside.clock.now();
    const summary = storedSummary(payload, {
      id: opened.summaryId,
      jobId: context.jobId,
      place: opened.place,
      run,
      now,
    });
    await context.step('post', () => postReply(deps, target, opened.place, summary));
  }

  return {
    runJob: (payload, context) =>
      replyJobSpan(deps, 'summarize_link.run', payload, context, (span) => work(payload, context, span)),

    async onDead(payload, failure, { jobId }) {
      const target = targetOf(payload, jobId);
      const known = await summaries.byJob(jobId);
      const place = await reply.open(target, { mayExist: true });
      const now = outside.clock.now();
      const run: SummaryRun = { ...nothingDone(payload.length), failure, durationMs: 0, traceId: known?.traceId ?? '' };
      const summary = known ?? storedSummary(payload, { id: outside.newId(), jobId, place, run, now });
      await postReply(deps, target, place, summary);
    },

    async onCancelled(payload, { jobId }) {
      const target = targetOf(payload, jobId);
      let place: ReplyPlace;
      try {
        place = await reply.open(target, { mayExist: true });
      } catch (thrown) {
        if (toAppError(thrown).code === 'parent_gone') return;
        throw thrown;
      }
      await reply.withdraw(target, place);
    },

    run: (url, options) =>
      tracing.span(
        'summarize_link.run',
        { kind: 'CHAIN', traceSeed: outside.newId(), attributes: { url } },
        async (span) => {
          const startedAt = outside.clock.now();
          const length = options.length ?? deps.settings.defaultLength;
          const outcome = await runStages(deps, {
            url,
            length,
            signal: options.signal,
            step: (_name, body) => body(),
            progress: () => undefined,
            mayRetry: false,
            labels: options.labels,
          });
          const now = outside.clock.now();
          const run: SummaryRun = { ...outcome, durationMs: now - startedAt, traceId: span.traceId };
          span.set(outcomeAttributes(run));
          const message = deps.renderMessage(
            storedSummary(headlessPayload(url, length), { id: 'none', jobId: 'none', place: null, run, now }),
          );
          await tracing.artifact(span.traceId, 'slack_payload.json', JSON.stringify(message, null, 2));
          return { run, message };
        },
      ),
  };
}

function targetOf(payload: SummarizeLinkPayload, jobId: string): ReplyTarget {
  const { teamId, channelId, messageTs, threadTs, url } = payload;
  return { teamId, channelId, messageTs, threadTs, jobId, url };
}

function headlessPayload(url: string, length: SummaryLength): SummarizeLinkPayload {
  const none = { teamId: 'none', channelId: 'none', messageTs: '0', threadTs: '0', userId: 'none' };
  return { ...none, url, canonicalUrl: canonicalUrl(url) ?? url, length };
}

function nothingDone(length: SummaryLength): StageOutcome {
  const nothing = {
    evidence: null,
    factSheet: null,
    draft: null,
    gates: [],
    rewriteCount: 0,
    failure: null,
    costUsd: null,
  };
  return { outcome: 'failed', ...nothing, length };
}

function storedSummary(
  payload: SummarizeLinkPayload,
  given: { id: string; jobId: string; place: ReplyPlace | null; run: SummaryRun; now: number },
): StoredSummary {
  const { teamId, channelId, messageTs, threadTs, url } = payload;
  return {
    ...given.run,
    id: given.id,
    jobId: given.jobId,
    teamId,
    channelId,
    messageTs,
    threadTs,
    replyTs: given.place?.ts ?? null,
    url,
    canonicalUrl: payload.canonicalUrl,
    requestedBy: payload.userId,
    revision: 1,
    createdAt: given.now,
    updatedAt: given.now,
  };
}

function outcomeAttributes(run: SummaryRun): Record<string, string | number | null> {
  return {
    outcome: run.outcome,
    'error.type': run.failure?.code ?? null,
    cost_usd: run.costUsd,
    rewrite_count: run.rewriteCount,
    duration_ms: run.durationMs,
  };
}
