import type { EvalRun } from '../../src/core/evaluation.ts';
import type { ReplyPlace } from '../../src/core/ports.ts';
import { createBaselineDesk } from '../../src/evals/baselines/baseline-desk.ts';
import { createRunJudge } from '../../src/evals/baselines/judge-run.ts';
import { createPromotionDesk } from '../../src/evals/baselines/promotion-desk.ts';
import { BaselineSettings } from '../../src/evals/baselines/settings.ts';
import { compareRuns } from '../../src/evals/regression/compare-runs.ts';
import { createPromptLabels } from '../../src/prompts/labels.ts';
import { judgedResults } from './eval-results.ts';
import { sampleEvalRun } from './sample-eval-run.ts';
import type { TempStore } from './temp-store.ts';

export const promptName = 'stage-b-compose-reply';
export const oldVersion = '111111111111';
export const newVersion = '222222222222';

export interface BaselineHouseOptions {
  /** Of the run that was promoted, and of the run on the candidate. */
  ids?: readonly [string, string];
  /** What the second run ran under. */
  labels?: Record<string, string>;
  /** Where its card stands. */
  place?: ReplyPlace;
}

/** A store whose `prod` is the old version, a promoted baseline of it, and a run on the candidate of which `passed` of 20 items pass. */
export async function baselineHouse(temp: TempStore, passed: number, options: BaselineHouseOptions = {}) {
  const { ids: [firstId, secondId] = ['run-1', 'run-2'], labels = { [promptName]: 'candidate' }, place } = options;
  const { signal } = new AbortController();
  const { store, outside } = temp;
  for (const version of [oldVersion, newVersion])
    await store.prompts.addVersion({ name: promptName, version, content: '{}', createdAt: 1 });
  const move = { name: promptName, kind: 'sync', changedBy: 'sync', changedAt: 1, reason: null } as const;
  await store.prompts.moveLabel({ ...move, label: 'prod', version: oldVersion });
  await store.prompts.moveLabel({ ...move, label: 'candidate', version: newVersion });
  const params = { ...sampleEvalRun().params, scorers: ['judged'] };
  const put = async (id: string, count: number, version: string, own: Record<string, string>): Promise<EvalRun> => {
    const run = sampleEvalRun({
      id,
      params: { ...params, labels: own },
      promptVersions: { [promptName]: version },
      place: id === secondId ? (place ?? null) : null,
      figures: [{ scorer: 'judged', n: 20, mean: count / 20, passRate: count / 20, errorCount: 0 }],
    });
    await store.evalRuns.create(run);
    const values = Array.from({ length: 20 }, (_, index) => (index < count ? 1 : 0));
    for (const result of judgedResults(values)) await store.evalRuns.putResult(id, result);
    return run;
  };
  const before = await put(firstId, 20, oldVersion, {});
  const candidate = await put(secondId, passed, newVersion, labels);
  const settings = BaselineSettings.parse({});
  const promptLabels = createPromptLabels(store.prompts, outside);
  const judging = { settings, baselines: store.baselines, runs: store.evalRuns, outside };
  const judge = createRunJudge({ ...judging, compare: async (input) => compareRuns(input) });
  const shared = { ...judging, judge };
  const desk = createBaselineDesk(shared);
  const promotions = createPromotionDesk({ ...shared, labels: promptLabels });
  const first = await promotions.plan(firstId, null, signal);
  await promotions.promote(first, { by: 'U1', reason: 'the first', force: false });
  await judge.decide(candidate, async () => [], { signal, progress: () => undefined });
  const prod = async (): Promise<string | null> => promptLabels.current(promptName, 'prod');
  return {
    settings,
    shared,
    desk,
    promotions,
    promptLabels,
    before,
    candidate,
    first,
    prod,
  };
}
