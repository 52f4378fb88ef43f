import type { DatasetItem } from '../../src/core/dataset.ts';
import type { EvalAnswerStore, EvalScore } from '../../src/core/evaluation.ts';
import type { LanguageModel } from '../../src/core/ports.ts';
import type { SummaryRun } from '../../src/core/summary.ts';
import type { ItemDeps, ItemSetup } from '../../src/evals/evaluate-item.ts';
import { chooseScorers, scorerRegistry } from '../../src/evals/scorer-registry.ts';
import { scorers } from '../../src/evals/scorers/index.ts';
import { runStages } from '../../src/pipeline/run-stages.ts';
import { PipelineSettings } from '../../src/pipeline/settings.ts';
import { heronParagraphs, themes } from '../evals/draft-sample.ts';
import { createMemoryTracing } from './memory-tracing.ts';
import { plainPrompts } from './plain-prompts.ts';
import { sampleDatasetItem } from './sample-dataset-item.ts';
import { sampleEvidence } from './sample-evidence.ts';
import { createTestOutside } from './test-outside.ts';
import { thinkInPlace } from './think-in-place.ts';

/** An item whose page is the Heron page, frozen. */
export function heronItem(more: Partial<DatasetItem> = {}): DatasetItem {
  const evidence = sampleEvidence(heronParagraphs, { title: 'Heron, a file synchroniser' });
  return sampleDatasetItem({ id: 'heron', slackText: 'Could this replace our backups?', evidence, ...more });
}

export function memoryEvalAnswers(): EvalAnswerStore & { answers: Map<string, SummaryRun> } {
  const answers = new Map<string, SummaryRun>();
  const scores = new Map<string, EvalScore[]>();
  return {
    answers,
    get: async (key) => answers.get(key) ?? null,
    put: async (key, answer) => void (answers.has(key) || answers.set(key, structuredClone(answer))),
    known: async (keys) => new Set(keys.filter((key) => answers.has(key))),
    getScores: async (key) => scores.get(key) ?? null,
    putScores: async (key, kept) => void scores.set(key, [...kept]),
  };
}

export const codeScorerIds = scorers.map(({ id }) => id);
export const allScorerIds = scorerRegistry.list().map(({ id }) => id);

export function itemSetup(more: Partial<ItemSetup> = {}): ItemSetup {
  return {
    runId: 'run-1',
    startedBy: 'U1',
    dataset: 'smoke',
    promptVersions: { 'stage-a-extract-facts': 'aaaaaaaaaaaa', 'stage-b-compose-reply': 'bbbbbbbbbbbb' },
    pipeline: 'scripted',
    isFresh: false,
    scorers: chooseScorers(codeScorerIds),
    judgeKey: (id) => `scripted-judge-1/${id}`,
    ...more,
  };
}

/** The real stages and scorers round a model of the test's; a page that is not frozen cannot be read. */
export function itemDeps(model: LanguageModel, more: { answers?: EvalAnswerStore } = {}) {
  const outside = createTestOutside();
  const tracing = createMemoryTracing();
  const thinking = thinkInPlace(scorers);
  const noPages = () => Promise.reject(new Error('this test reads no pages'));
  const deps: ItemDeps = {
    answer: (item, signal) =>
      runStages(
        {
          settings: PipelineSettings.parse({}),
          retriever: { fetchEvidence: noPages, readLink: noPages },
          model,
          prompts: plainPrompts,
          tracing,
          thinking,
          themes,
          outside,
        },
        {
          url: item.url,
          length: 'normal',
          signal,
          step: (_name, work) => work(),
          progress: () => undefined,
          mayRetry: false,
          evidence: item.evidence ?? undefined,
        },
      ),
    check: (input, signal) => thinking.checkDraft(input, signal),
    themes,
    judge: { model, prompts: plainPrompts, tracing, outside },
    answers: more.answers ?? memoryEvalAnswers(),
    tracing,
    outside,
  };
  return { deps, tracing, outside };
}
