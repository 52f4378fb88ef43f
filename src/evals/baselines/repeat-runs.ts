import type { EvalProgress } from '../../core/eval-desk.ts';
import type { EvalItemResult, EvalRun } from '../../core/evaluation.ts';
import type { EvalDeps } from '../eval-deps.ts';
import { performRun } from '../perform-run.ts';
import type { EndHooks } from '../eval-job.ts';
import type { RepeatRuns } from './judge-run.ts';

/**
 * Answers every item of both runs until it has `repeats` answers, each side with the prompt versions it ran with; kept answers cost nothing. What
 * the limits do not allow is left undone and said. Both runs are `done` again whatever happens, for they were before.
 */
export function createRepeatRuns(deps: EvalDeps): RepeatRuns {
  const { runs, settings } = deps;

  return async ({ candidate, baseline }, repeats, hooks) => {
    const sides = await Promise.all(
      [candidate, baseline].map(async (run) => ({ run, results: await runs.results(run.id) })),
    );
    const drawn = new Set(sides[0]?.results.map(({ itemId }) => itemId));
    const todo = sides.map(({ run, results }) => {
      const itemIds = [...new Set(results.map(({ itemId }) => itemId))].filter((itemId) => drawn.has(itemId));
      return { run, itemIds, missing: Math.max(0, itemIds.length * repeats - results.length) };
    });
    const missing = todo.reduce((sum, side) => sum + side.missing, 0);
    const refusal =
      (await whyNotTheBaseline(baseline, candidate, deps)) ??
      tooMany(Math.max(...todo.map(({ itemIds }) => itemIds.length * repeats)), settings.maxItems) ??
      tooDear(
        missing,
        sides.flatMap(({ results }) => results),
        settings.maxRunUsd,
      );
    if (refusal !== null) return [`Items were not answered ${repeats} times: ${refusal}`];

    const notes: string[] = [];
    let doneBefore = 0;
    try {
      for (const { run, itemIds, missing: left } of todo) {
        const known = itemIds.length * repeats - left;
        const offset = doneBefore;
        const note = await repeatOne(run, itemIds, repeats, deps, {
          signal: hooks.signal,
          progress: (_run, progress) => hooks.progress(candidate, together(progress, known, offset, missing)),
        });
        if (note !== null) notes.push(note);
        doneBefore += left;
        // Until the other side is done as well it can still be cancelled.
        await runs.update(candidate.id, { status: 'running' });
      }
    } finally {
      for (const { id, finishedAt } of [candidate, baseline]) {
        await runs.update(id, { status: 'done', failure: null, finishedAt });
      }
    }
    return notes;
  };
}

/** @returns what was not done */
async function repeatOne(
  run: EvalRun,
  itemIds: readonly string[],
  repeats: number,
  deps: EvalDeps,
  hooks: EndHooks,
): Promise<string | null> {
  const { runs } = deps;
  const params = { ...run.params, repeats };
  const itemCount = itemIds.length * repeats;
  await runs.update(run.id, { params, itemCount });
  const { failure } = await performRun({ ...run, params, itemCount }, itemIds, deps, hooks);
  return failure === null ? null : `Not all items were answered ${repeats} times: ${failure.message}`;
}

/** Repeats of the baseline must come from what its first answers came from. */
async function whyNotTheBaseline(baseline: EvalRun, candidate: EvalRun, deps: EvalDeps): Promise<string | null> {
  if (baseline.params.datasetVersion !== candidate.params.datasetVersion) {
    return 'the dataset has changed since the baseline was saved.';
  }
  const { model } = await deps.pipeline(baseline.params.profile);
  return model === baseline.model
    ? null
    : `the baseline was answered by ${baseline.model}, its profile now has ${model}.`;
}

function tooMany(answerCount: number, most: number): string | null {
  return answerCount <= most
    ? null
    : `that would be ${answerCount} answers of one run, and ${most} are allowed (evals.maxItems).`;
}

function tooDear(missing: number, results: readonly EvalItemResult[], mostUsd: number): string | null {
  const paid = results.flatMap(({ costUsd, isCached }) => (isCached || costUsd === null ? [] : [costUsd]));
  if (mostUsd === 0 || paid.length === 0) return null;
  const costUsd = (missing * paid.reduce((sum, cost) => sum + cost, 0)) / paid.length;
  if (costUsd <= mostUsd) return null;
  return `that would cost about ${costUsd.toFixed(2)} USD, and ${mostUsd.toFixed(2)} are allowed (evals.maxRunUsd).`;
}

/** Progress of one of two runs as part of the work on both. */
function together(progress: EvalProgress, known: number, doneBefore: number, total: number): EvalProgress {
  return { ...progress, done: doneBefore + Math.max(0, progress.done - known), total };
}
