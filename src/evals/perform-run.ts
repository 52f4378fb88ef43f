import { AppError, toAppError, toFailure } from '../core/errors.ts';
import type { EvalProgress } from '../core/eval-desk.ts';
import type { EvalItemResult, EvalRun } from '../core/evaluation.ts';
import type { ScorerInput } from '../core/summary.ts';
import type { EvalDeps } from './eval-deps.ts';
import { evaluateItem } from './evaluate-item.ts';
import type { ItemSetup } from './evaluate-item.ts';
import { figuresOf } from './figures.ts';
import { pinPrompts } from './pin-prompts.ts';
import { runItems, sumCosts } from './run-items.ts';
import { scoresOfNothing } from './score-answer.ts';
import { chooseScorers } from './scorer-registry.ts';

/**
 * Does a run from where it stands to its end: what has a result already is not asked again. Where the model budget is used up the run ends as
 * `failed` and keeps its results, so that it can go on another day.
 * @param itemIds as they were drawn
 * @throws the signal's reason, and what is wrong with the store
 */
export async function performRun(
  started: EvalRun,
  itemIds: readonly string[],
  deps: EvalDeps,
  options: { signal: AbortSignal; progress(run: EvalRun, progress: EvalProgress): void },
): Promise<EvalRun> {
  const { runs, outside, settings } = deps;
  const run: EvalRun = {
    ...started,
    status: 'running',
    failure: null,
    startedAt: started.startedAt ?? outside.clock.now(),
    finishedAt: null,
  };
  const { status, failure, startedAt, finishedAt } = run;
  await runs.update(run.id, { status, failure, startedAt, finishedAt });
  const { repeats, scorers } = run.params;
  const evaluate = await evaluator(run, deps);
  const tasks = itemIds.flatMap((itemId) => Array.from({ length: repeats }, (_, repeat) => ({ itemId, repeat })));
  const earlier = await runs.results(run.id);
  let doneCount = earlier.length;
  try {
    const results = await runItems(
      tasks,
      earlier,
      {
        evaluate,
        async keep(result) {
          doneCount += 1;
          await runs.putResult(run.id, result);
          await runs.update(run.id, { doneCount });
        },
        clock: outside.clock,
        concurrency: settings.concurrency,
        progress: (progress) => options.progress(run, progress),
      },
      options.signal,
    );
    return await end(run, { status: 'done', failure: null }, results, deps);
  } catch (thrown) {
    options.signal.throwIfAborted();
    const error = toAppError(thrown);
    if (error.code !== 'budget_exceeded') throw error;
    return await end(run, { status: 'failed', failure: toFailure(error) }, await runs.results(run.id), deps);
  } finally {
    outside.log.info('eval run left', {
      runId: run.id,
      dataset: run.params.dataset,
      scorers: scorers.length,
      doneCount,
    });
  }
}

/** Ends a run that nobody works on any more, with the figures of what it has. */
export async function endRun(
  run: EvalRun,
  how: Pick<EvalRun, 'status' | 'failure'>,
  deps: Pick<EvalDeps, 'runs' | 'outside'>,
): Promise<EvalRun> {
  return end(run, how, await deps.runs.results(run.id), deps);
}

async function end(
  run: EvalRun,
  how: Pick<EvalRun, 'status' | 'failure'>,
  results: readonly EvalItemResult[],
  { runs, outside }: Pick<EvalDeps, 'runs' | 'outside'>,
): Promise<EvalRun> {
  const change = {
    ...how,
    doneCount: results.length,
    costUsd: sumCosts(results),
    finishedAt: outside.clock.now(),
    figures: figuresOf(results, run.params.scorers),
  };
  await runs.update(run.id, change);
  return { ...run, ...change };
}

async function evaluator(run: EvalRun, deps: EvalDeps) {
  const { params, promptVersions } = run;
  const pipeline = await deps.pipeline(params.profile);
  const scorers = chooseScorers(params.scorers);
  const judge = deps.judge;
  if (params.judge !== null && (judge === null || judge.name !== params.judge.model))
    throw judgeIsGone(params.judge.model);
  const pinned = pinPrompts(deps.prompts, { ...promptVersions, ...params.judge?.promptVersions });
  const promptOf = new Map(
    scorers.flatMap((scorer) => (scorer.kind === 'judge' ? [[scorer.id, scorer.promptName]] : [])),
  );
  const setup: ItemSetup = {
    startedBy: run.startedBy,
    dataset: params.dataset,
    runId: run.id,
    isFresh: params.isFresh,
    promptVersions,
    pipeline: pipeline.fingerprint,
    scorers,
    judgeKey: (id) =>
      `${params.judge?.provider}/${params.judge?.model}@${params.judge?.promptVersions[promptOf.get(id) ?? '']}`,
  };
  const itemDeps = {
    answer: (item: Parameters<typeof pipeline.answer>[0], signal: AbortSignal) => pipeline.answer(item, pinned, signal),
    check: (input: ScorerInput, given: AbortSignal) => deps.check(input, given),
    themes: deps.themes,
    judge:
      judge === null ? null : { model: judge.model, prompts: pinned, tracing: deps.tracing, outside: deps.outside },
    answers: deps.answers,
    tracing: deps.tracing,
    outside: deps.outside,
  };
  return async (
    { itemId, repeat }: { itemId: string; repeat: number },
    signal: AbortSignal,
  ): Promise<EvalItemResult> => {
    const item = await deps.datasets.getItem(params.dataset, itemId);
    if (item) return evaluateItem(item, repeat, setup, itemDeps, signal);
    const failure = {
      code: 'unknown_item',
      message: 'The item was removed from its dataset.',
      hint: null,
      retryable: false,
    };
    const scores = scoresOfNothing({ expectedTheme: null }, scorers, `No answer: ${failure.message}`);
    const nothing = { costUsd: 0, durationMs: 0, traceId: null, isCached: false, answerKey: null };
    return { itemId, repeat, cluster: null, outcome: 'failed', failure, scores, ...nothing };
  };
}

function judgeIsGone(model: string): AppError {
  return new AppError({
    code: 'judge_changed',
    message: `The run was begun with the judge ${model}, which is not configured any more.`,
    hint: 'Start a new run.',
  });
}
