import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadConfig } from '../../src/config.ts';
import type { EvalResults } from '../../src/core/evaluation.ts';
import { createDatasetRoom } from '../../src/wiring/dataset-room.ts';
import { createEvalRoom } from '../../src/wiring/eval-room.ts';
import { comparableResults } from '../../src/evals/baselines/comparable-results.ts';
import { performRun } from '../../src/evals/perform-run.ts';
import { drawnAgain } from '../../src/evals/plan-run.ts';
import { compareRuns } from '../../src/evals/regression/compare-runs.ts';
import type { PromptFile } from '../../src/prompts/prompt-file.ts';
import { promptVersionOf } from '../../src/prompts/prompt-file.ts';
import { readPromptFiles } from '../../src/prompts/read-prompt-files.ts';
import { createReadingRoom } from '../../src/wiring/reading-room.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/open-store.ts';
import { codeScorerIds } from '../support/eval-item-deps.ts';
import { answerHonestly } from '../support/honest-answer.ts';
import { createOpenaiServer } from '../support/openai-server.ts';
import type { OpenaiReply, SeenRequest } from '../support/openai-server.ts';
import { createRealOutside } from '../support/real-outside.ts';

const root = join(import.meta.dirname, '..', '..');
const citationRule = /^\s*5\. Cites in fact_ids[^]*?(?=^\s*6\. )/mu;

/** Writes what it is told to: without the rule about citations there are none. */
function obey(request: SeenRequest): OpenaiReply {
  const reply = answerHonestly(request);
  const isToldToCite = JSON.stringify(request.body['messages']).includes('Cites in fact_ids');
  if (reply.kind !== 'json' || isToldToCite || !('tldr' in (reply.value as object))) return reply;
  return {
    ...reply,
    value: JSON.parse(JSON.stringify(reply.value, (key, value: unknown) => (key === 'fact_ids' ? [] : value))),
  };
}

async function addVersion(store: Store, file: PromptFile, change: (content: string) => string): Promise<string> {
  const content = file.content.map((message) => ({ ...message, content: change(message.content) }));
  const changed = { ...file, content };
  const version = promptVersionOf(changed);
  expect(version).not.toBe(promptVersionOf(file));
  await store.prompts.addVersion({ name: file.name, version, content: JSON.stringify(changed), createdAt: 1 });
  return version;
}

test('a prompt that drops the citations fails against its baseline, one that is only worded otherwise does not', async () => {
  await using server = await createOpenaiServer({ replies: (request) => obey(request) });
  const config = loadConfig(root, {
    OPENAI_BASE_URL: server.baseUrl,
    DATABASE_URL: ':memory:',
    GLOSS_STORE_TRACES_FILE: ':memory:',
    GLOSS_EVALS_CONCURRENCY: '8',
    // The model of this test cannot judge; that judges are asked is tested elsewhere.
    GLOSS_EVALS_SCORERS: codeScorerIds.join(','),
    GLOSS_LLM_DAILY_BUDGET_USD: '0',
  });
  const outside = createRealOutside();
  const store = await openStore(config.settings.store, outside);
  const closers: (() => Promise<unknown> | void)[] = [() => store.close()];
  try {
    await createDatasetRoom(config, outside, store);
    const { desk, deps } = createEvalRoom(
      config,
      outside,
      store,
      await createReadingRoom(config, outside, store, closers),
    );
    const file = (await readPromptFiles(join(root, 'prompts'))).find(({ name }) => name === 'stage-b-compose-reply');
    if (!file) throw new Error('there is no stage B');
    const dropper = await addVersion(store, file, (content) => content.replace(citationRule, ''));
    const reworded = await addVersion(store, file, (content) =>
      content
        .replace('You write short replies', 'You are the one who writes short replies')
        .replace('No question, no\n', 'No questions, no\n'),
    );

    const measure = async (version: string | null): Promise<EvalResults> => {
      const labels = version === null ? {} : { 'stage-b': version };
      const request = {
        dataset: 'regression',
        sample: null,
        seed: 1,
        repeats: 1,
        profile: null,
        baseline: null,
        isFresh: false,
      };
      const { run } = await desk.plan({ ...request, labels }, { teamId: 'cli', userId: 'cli' });
      const itemIds = (await drawnAgain(run, store.datasets)).map(({ id }) => id);
      const ended = await performRun(run, itemIds, deps, {
        signal: new AbortController().signal,
        progress: () => undefined,
      });
      expect(ended).toMatchObject({ status: 'done', doneCount: 18, provider: 'openai' });
      return { run: ended, results: await store.evalRuns.results(run.id) };
    };
    const against = (baseline: EvalResults, candidate: EvalResults) => {
      const { notes: _notes, ...compared } = comparableResults(baseline, candidate);
      return compareRuns({ ...compared, rules: { isStrict: false, alpha: 0.1, seed: 1 } });
    };
    const baseline = await measure(null);
    expect(baseline.results.filter(({ outcome }) => outcome === 'ok').length).toBeGreaterThanOrEqual(17);
    const planted = against(baseline, await measure(dropper));
    expect(planted.verdict).toBe('FAIL');
    const fallen = planted.scorers.filter(({ verdict }) => verdict === 'FAIL').map(({ scorer }) => scorer);
    expect(fallen).toContain('citations_resolve');
    expect(fallen).toContain('grounding');
    expect(fallen).not.toContain('slack_formatting');
    const harmless = against(baseline, await measure(reworded));
    expect(harmless.verdict).toBe('PASS');
    expect(server.problems).toEqual([]);
  } finally {
    for (const close of closers.toReversed()) await close();
  }
}, 120_000);
