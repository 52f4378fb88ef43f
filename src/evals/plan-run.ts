import type { DatasetItem, DatasetStore } from '../core/dataset.ts';
import { AppError } from '../core/errors.ts';
import type { EvalEstimate, EvalPlan, EvalRequest } from '../core/eval-desk.ts';
import type { EvalJudge, EvalRun } from '../core/evaluation.ts';
import { answerKeyOf } from './answer-key.ts';
import { drawItems } from './draw-items.ts';
import { estimateCost, measuredItemCost } from './estimate-cost.ts';
import type { EvalDeps, EvalPipeline } from './eval-deps.ts';
import { pinPrompts, resolveVersions } from './pin-prompts.ts';
import { chooseScorers } from './scorer-registry.ts';
import type { AnyScorer } from './scorer-registry.ts';

/**
 * Decides everything about a run before it starts, and refuses what may not: the labels become versions, items are drawn, the cost is
 * estimated against the limits. Nothing is stored.
 * @throws AppError `unknown_dataset`, `dataset_empty`, `eval_too_large`, `unknown_prompt`, `unknown_profile`, `model_key_missing`, `eval_over_limit`
 */
export async function planRun(
  request: EvalRequest,
  by: { teamId: string; userId: string },
  deps: EvalDeps,
): Promise<EvalPlan> {
  const { outside, settings } = deps;
  const dataset = await requireDataset(request.dataset, deps.datasets);
  const { items, questionCount } = await activeItems(request.dataset, deps.datasets);
  const drawn = drawItems(items, request.sample, request.seed);
  if (drawn.length === 0) throw emptyDataset(request.dataset, questionCount);
  const answerCount = drawn.length * request.repeats;
  if (answerCount > settings.maxItems) throw tooLarge(answerCount, settings.maxItems);
  const { labels, versions } = await resolveVersions(
    pinPrompts(deps.prompts, request.versions ?? {}),
    deps.answerPrompts,
    request.labels,
  );
  const pipeline = await deps.pipeline(request.profile);
  const wanted = chooseScorers(settings.scorers);
  const scorers = wanted.filter(({ kind }) => kind === 'code' || deps.judge !== null);
  const run: EvalRun = {
    id: request.runId ?? outside.newId(),
    teamId: by.teamId,
    startedBy: by.userId,
    place: null,
    params: {
      dataset: dataset.name,
      datasetVersion: dataset.version,
      sample: request.sample,
      seed: request.seed,
      repeats: request.repeats,
      labels,
      profile: request.profile,
      scorers: scorers.map(({ id }) => id),
      judge: await judgeOf(scorers, deps),
      baseline: request.baseline,
      isFresh: request.isFresh,
    },
    status: 'planned',
    promptVersions: versions,
    provider: pipeline.provider,
    model: pipeline.model,
    gitCommit: await deps.gitCommit(),
    itemCount: answerCount,
    doneCount: 0,
    costUsd: 0,
    createdAt: outside.clock.now(),
    startedAt: null,
    finishedAt: null,
    failure: null,
    figures: [],
  };
  const estimate = await estimateRun(run, drawn, pipeline, deps);
  refuseOverLimit(run, estimate, pipeline.usesModel || run.params.judge !== null);
  const notes = [
    ...(questionCount === 0
      ? []
      : [`${questionCount} items ask a question; only summaries are evaluated, so they are left out.`]),
    ...(wanted.length === scorers.length ? [] : ['No model is configured, so no judges are asked.']),
    ...unfrozenNote(drawn),
  ];
  return { run, estimate, needsConsent: estimate.costUsd !== 0, notes };
}

/** The items of a run that is to start now, as its plan drew them. @throws AppError `eval_stale` */
export async function drawnAgain(run: EvalRun, datasets: DatasetStore): Promise<DatasetItem[]> {
  const { dataset, datasetVersion, sample, seed } = run.params;
  const { version } = await requireDataset(dataset, datasets);
  if (version === datasetVersion) return drawItems((await activeItems(dataset, datasets)).items, sample, seed);
  throw new AppError({
    code: 'eval_stale',
    message: `The dataset ${dataset} has changed since this run was planned.`,
    hint: 'Ask for a new run.',
  });
}

async function requireDataset(name: string, datasets: DatasetStore) {
  const dataset = await datasets.get(name);
  if (dataset) return dataset;
  const known = (await datasets.list()).map((each) => each.name);
  throw new AppError({
    code: 'unknown_dataset',
    message: `There is no dataset "${name}".`,
    hint: known.length === 0 ? 'There is none yet.' : `There are: ${known.join(', ')}.`,
  });
}

const pageSize = 500;

async function activeItems(
  name: string,
  datasets: DatasetStore,
): Promise<{ items: DatasetItem[]; questionCount: number }> {
  const items: DatasetItem[] = [];
  for (let afterId: string | undefined; ;) {
    const page = await datasets.items(name, { status: 'active', limit: pageSize, afterId });
    items.push(...page);
    afterId = page.at(-1)?.id;
    if (page.length < pageSize) break;
  }
  const summaries = items.filter(({ query }) => query === null);
  return { items: summaries, questionCount: items.length - summaries.length };
}

async function judgeOf(scorers: readonly AnyScorer[], { judge, prompts }: EvalDeps): Promise<EvalJudge | null> {
  const asked = scorers.flatMap((scorer) => (scorer.kind === 'judge' ? [scorer] : []));
  if (judge === null || asked.length === 0) return null;
  const promptVersions: Record<string, string> = {};
  for (const { promptName } of asked) promptVersions[promptName] = (await prompts.get(promptName)).version;
  return { provider: judge.provider, model: judge.name, promptVersions };
}

async function estimateRun(
  run: EvalRun,
  items: readonly DatasetItem[],
  pipeline: EvalPipeline,
  deps: EvalDeps,
): Promise<EvalEstimate> {
  const { repeats, isFresh, judge } = run.params;
  const setup = { promptVersions: run.promptVersions, pipeline: pipeline.fingerprint, runId: run.id, isFresh };
  const tasks = Array.from({ length: repeats }, (_, repeat) => items.map((item) => ({ item, repeat }))).flat();
  const keyed = tasks.map(({ item, repeat }) => ({ item, key: answerKeyOf(item, repeat, setup) }));
  const known = await deps.answers.known(keyed.map(({ key }) => key));
  const asked = keyed.filter(({ key }) => !known.has(key)).map(({ item }) => item);
  const { spentUsd, limitUsd } = await deps.budget();
  const base = {
    askedCount: asked.length,
    keptCount: keyed.length - asked.length,
    runLimitUsd: deps.settings.maxRunUsd,
    dayLeftUsd: limitUsd > 0 ? Math.max(0, limitUsd - spentUsd) : null,
  };
  if (!pipeline.usesModel && judge === null) return { ...base, costUsd: 0, from: 'sizes' };
  const measured = await measuredCost(run, deps);
  if (measured !== null) return { ...base, costUsd: measured * asked.length, from: 'measured' };
  const judgeCount = Object.keys(judge?.promptVersions ?? {}).length;
  const free = (): number => 0;
  const price = { answer: pipeline.usesModel ? pipeline.price : free, judge: deps.judge?.price ?? free };
  return { ...base, costUsd: estimateCost(asked, price, judgeCount), from: 'sizes' };
}

/** From the newest run of the same model with the same judges. */
async function measuredCost(run: EvalRun, { runs }: EvalDeps): Promise<number | null> {
  const earlier = await runs.list({ teamId: run.teamId, limit: 30 });
  const like = earlier.find(
    (other) =>
      other.status === 'done' &&
      other.model === run.model &&
      other.provider === run.provider &&
      JSON.stringify(other.params.judge) === JSON.stringify(run.params.judge),
  );
  return like ? measuredItemCost(await runs.results(like.id)) : null;
}

function unfrozenNote(items: readonly DatasetItem[]): string[] {
  const count = items.filter(({ evidence }) => evidence === null).length;
  return count === 0
    ? []
    : [`${count} items have no frozen page; their pages are read now, so the run does not repeat exactly.`];
}

function refuseOverLimit(
  run: EvalRun,
  { costUsd, runLimitUsd, dayLeftUsd, askedCount }: EvalEstimate,
  usesModel: boolean,
): void {
  const overRun = runLimitUsd > 0 && costUsd !== null && costUsd > runLimitUsd;
  const overDay = dayLeftUsd !== null && askedCount > 0 && usesModel && (costUsd ?? 0) >= dayLeftUsd;
  if (!overRun && !overDay) return;
  const about = costUsd === null ? 'cost an unknown amount' : `cost about ${costUsd.toFixed(2)} USD`;
  throw new AppError({
    code: 'eval_over_limit',
    message: overRun
      ? `${askedCount} answers of ${run.model} would ${about}; one run may cost ${runLimitUsd.toFixed(2)} USD.`
      : `${askedCount} answers of ${run.model} would ${about}; of today's model budget ${dayLeftUsd?.toFixed(2)} USD are left.`,
    hint: overRun
      ? 'Draw fewer items with --sample, or raise evals.maxRunUsd.'
      : 'Draw fewer items with --sample, try again after midnight UTC, or raise llm.dailyBudgetUsd.',
  });
}

function emptyDataset(name: string, questionCount: number): AppError {
  return new AppError({
    code: 'dataset_empty',
    message:
      questionCount === 0
        ? `The dataset ${name} has no items yet.`
        : `The dataset ${name} has questions only; evals answer with summaries.`,
    hint: 'Add items with /dataset add or import.',
  });
}

function tooLarge(count: number, most: number): AppError {
  return new AppError({
    code: 'eval_too_large',
    message: `That would be ${count} answers; one run may have ${most}.`,
    hint: 'Draw fewer items with --sample, or raise evals.maxItems.',
  });
}
