import type { DatasetItem } from '../../src/core/dataset.ts';
import type { EvalBoard, EvalProgress, EvalRequest } from '../../src/core/eval-desk.ts';
import type { EvalRun } from '../../src/core/evaluation.ts';
import type { JobKind, LanguageModel, ReplyPlace } from '../../src/core/ports.ts';
import type { EvalDeps } from '../../src/evals/eval-deps.ts';
import { createEvalDesk } from '../../src/evals/eval-desk.ts';
import { createEvalJob, EvalRunPayload } from '../../src/evals/eval-job.ts';
import { compareRuns } from '../../src/evals/regression/compare-runs.ts';
import { scorers } from '../../src/evals/scorers/index.ts';
import { EvalSettings } from '../../src/evals/settings.ts';
import { createJobRunner } from '../../src/store/job-runner.ts';
import type { Store } from '../../src/store/open-store.ts';
import { JobSettings } from '../../src/store/settings.ts';
import { themes } from '../evals/draft-sample.ts';
import { heronItem, itemDeps } from './eval-item-deps.ts';
import { plainPrompts } from './plain-prompts.ts';
import type { TempStore } from './temp-store.ts';
import { thinkInPlace } from './think-in-place.ts';

export const evalRequest: EvalRequest = {
  dataset: 'smoke',
  sample: null,
  seed: 1,
  repeats: 1,
  labels: {},
  profile: null,
  baseline: null,
  isFresh: false,
};

/** Puts items of the Heron page into the dataset `smoke`; their addresses differ, so that their answers do. */
export async function fillSmoke(store: Store, count: number, more: Partial<DatasetItem> = {}): Promise<void> {
  await store.datasets.ensure({ name: 'smoke', description: 'Small.', origin: 'store' });
  const items = Array.from({ length: count }, (_, index) => {
    const id = `item-${String(index).padStart(3, '0')}`;
    return heronItem({ id, url: `https://heron.example/${id}`, ...more });
  });
  await store.datasets.put('smoke', items);
}

export interface EvalHouse {
  deps: EvalDeps;
  desk: ReturnType<typeof createEvalDesk>;
  runner: ReturnType<typeof createJobRunner>;
  /** What was shown, in order. */
  shown: { place: ReplyPlace; run: EvalRun; progress: EvalProgress | null }[];
  ended: EvalRun[];
}

/** Runner, desk and job of eval runs on a real store, with a model of the test's. */
export function evalHouse(
  temp: Pick<TempStore, 'outside'>,
  store: Store,
  model: LanguageModel,
  { board: given, ...more }: Partial<EvalDeps> & { board?: EvalBoard } = {},
): EvalHouse {
  const { outside } = temp;
  const { deps: item } = itemDeps(model, { answers: store.evalAnswers });
  const deps: EvalDeps = {
    settings: EvalSettings.parse({}),
    outside,
    datasets: store.datasets,
    runs: store.evalRuns,
    answers: store.evalAnswers,
    jobs: store.jobs,
    prompts: plainPrompts,
    tracing: item.tracing,
    themes,
    answerPrompts: ['stage-a-extract-facts', 'stage-b-compose-reply'],
    pipeline: async (profile) => ({
      provider: 'scripted',
      model: 'scripted-1',
      usesModel: true,
      fingerprint: `scripted ${profile}`,
      price: ({ inputTokens }) => inputTokens / 1_000_000,
      answer: (asked, _prompts, signal) => item.answer(asked, signal),
    }),
    judge: null,
    check: (input) => thinkInPlace(scorers).checkDraft(input, new AbortController().signal),
    compare: async (input) => compareRuns(input),
    budget: async () => ({ spentUsd: 0, limitUsd: 5, share: 0, level: 'ok', unknownCostCalls: 0 }),
    gitCommit: async () => 'c0ffee',
    ...more,
  };
  const shown: EvalHouse['shown'] = [];
  const ended: EvalRun[] = [];
  const board: EvalBoard = {
    progress(place, run, progress) {
      shown.push({ place, run, progress });
      given?.progress(place, run, progress);
    },
    async finish(place, run) {
      shown.push({ place, run, progress: null });
      await given?.finish(place, run);
    },
  };
  const job = createEvalJob({ ...deps, board, ended: async (run) => void ended.push(run) });
  const runner = createJobRunner({
    queue: store.jobs,
    kinds: [
      {
        id: 'eval-run',
        payload: EvalRunPayload,
        run: (payload, context) => job.runJob(payload, context),
        onDead: (payload, failure) => job.onDead(payload, failure),
        onCancelled: (payload) => job.onCancelled(payload),
      } satisfies JobKind<EvalRunPayload>,
    ],
    settings: JobSettings.parse({}),
    outside,
  });
  return { deps, desk: createEvalDesk(deps), runner, shown, ended };
}
