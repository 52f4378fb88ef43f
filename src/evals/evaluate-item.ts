import type { DatasetItem } from '../core/dataset.ts';
import { AppError, toAppError, toFailure } from '../core/errors.ts';
import type { Failure } from '../core/errors.ts';
import type { EvalAnswerStore, EvalItemResult } from '../core/evaluation.ts';
import type { Outside } from '../core/outside.ts';
import type { SpanHandle, Tracing } from '../core/ports.ts';
import type { StageOutcome, SummaryRun } from '../core/summary.ts';
import { answerKeyOf } from './answer-key.ts';
import type { AnswerSetup } from './answer-key.ts';
import { isScorable, scoreAnswer, scoresOfNothing } from './score-answer.ts';
import type { Scored, ScoringDeps } from './score-answer.ts';
import type { AnyScorer } from './scorer-registry.ts';

/** What is asked of every item of a run. */
export interface ItemSetup extends AnswerSetup {
  startedBy: string;
  dataset: string;
  scorers: readonly AnyScorer[];
  /** Provider, model and prompt version of a judge, in one text: part of where its judgements are kept. */
  judgeKey(judgeId: string): string;
}

export interface ItemDeps extends ScoringDeps {
  /** The pipeline without Slack. Never throws for a page or a draft that is not good enough; the signal's reason flies. */
  answer(item: DatasetItem, signal: AbortSignal): Promise<StageOutcome>;
  answers: EvalAnswerStore;
  tracing: Tracing;
  outside: Pick<Outside, 'clock' | 'newId' | 'log'>;
}

/** Failures that say something of page and prompt; any other may be gone the next time, so its answer is not kept. */
const lastingFailures = new Set(['gates_failed', 'no_supported_facts', 'page_empty']);

/**
 * One item once: its answer, from the pipeline or as it was kept, and its scores. Whatever is wrong with the item or a scorer is in the
 * result.
 * @throws AppError `budget_exceeded`, which ends the run, and the signal's reason
 */
export async function evaluateItem(
  item: DatasetItem,
  repeat: number,
  setup: ItemSetup,
  deps: ItemDeps,
  signal: AbortSignal,
): Promise<EvalItemResult> {
  const key = answerKeyOf(item, repeat, setup);
  const attributes = {
    purpose: 'eval',
    eval_run_id: setup.runId,
    dataset: setup.dataset,
    item_id: item.id,
    repeat,
    url: item.url,
  };
  const trace = { userId: setup.startedBy, tags: ['eval', `dataset:${setup.dataset}`] };
  return deps.tracing.span(
    'eval_item.run',
    { kind: 'EVALUATOR', traceSeed: deps.outside.newId(), attributes, trace },
    async (span) => {
      const base = { itemId: item.id, repeat, cluster: item.cluster };
      try {
        const { answer, isCached } = await answerOf(item, key, deps, signal, span);
        span.set({ outcome: answer.outcome, is_cached: isCached });
        const answered = { ...base, durationMs: answer.durationMs, traceId: answer.traceId, isCached, answerKey: key };
        const ownCostUsd = isCached ? 0 : answer.costUsd;
        if (!isScorable(answer)) {
          const failure = answer.failure ?? noAnswer;
          span.set({ 'error.type': failure.code });
          return { ...answered, ...failedWith(failure, item, setup), costUsd: ownCostUsd };
        }
        const scored = await scoreAnswer(answer, item, { ...setup, answerKey: key }, deps, signal);
        span.set(scoreAttributes(scored));
        const costUsd = ownCostUsd === null || scored.costUsd === null ? null : ownCostUsd + scored.costUsd;
        return { ...answered, outcome: 'ok', failure: null, scores: scored.scores, costUsd };
      } catch (thrown) {
        signal.throwIfAborted();
        const error = toAppError(thrown);
        if (error.code === 'budget_exceeded') throw error;
        deps.outside.log.error('an item could not be evaluated', { itemId: item.id, code: error.code, error: thrown });
        const rest = { costUsd: error.costUsd, durationMs: 0, traceId: span.traceId, isCached: false, answerKey: null };
        return { ...base, ...failedWith(toFailure(error), item, setup), ...rest };
      }
    },
  );
}

const noAnswer: Failure = { code: 'no_answer', message: 'There was no draft to score.', hint: null, retryable: false };

function failedWith(
  failure: Failure,
  item: DatasetItem,
  { scorers }: ItemSetup,
): Pick<EvalItemResult, 'outcome' | 'failure' | 'scores'> {
  return { outcome: 'failed', failure, scores: scoresOfNothing(item, scorers, `No answer: ${failure.message}`) };
}

async function answerOf(
  item: DatasetItem,
  key: string,
  deps: ItemDeps,
  signal: AbortSignal,
  span: SpanHandle,
): Promise<{ answer: SummaryRun; isCached: boolean }> {
  const kept = await deps.answers.get(key);
  if (kept) return { answer: kept, isCached: true };
  const startedAt = deps.outside.clock.monotonic();
  const outcome = await deps.answer(item, signal);
  if (outcome.failure?.code === 'budget_exceeded') throw budgetUsedUp(outcome);
  const answer = { ...outcome, durationMs: deps.outside.clock.monotonic() - startedAt, traceId: span.traceId };
  const isLasting = outcome.failure === null || lastingFailures.has(outcome.failure.code);
  if (isLasting) await deps.answers.put(key, answer);
  return { answer, isCached: false };
}

function budgetUsedUp({ failure, costUsd }: StageOutcome): AppError {
  const error = new AppError({
    code: 'budget_exceeded',
    message: failure?.message ?? 'The model budget is used up.',
    ...(failure?.hint ? { hint: failure.hint } : {}),
  });
  error.costUsd = costUsd;
  return error;
}

function scoreAttributes({ scores }: Scored): Record<string, number> {
  return Object.fromEntries(scores.map(({ scorer, value }) => [`score.${scorer}`, value]));
}
