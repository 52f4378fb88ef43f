/**
 * Examples a second of the eval runner against a model server on this machine that answers at once, with 1, 4 and 16 in flight, and a run whose
 * 200 answers are all kept from before. Everything but the model is real: stages, checks in their thread, the OpenAI client, SQLite on disk.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';
import type { DatasetItem } from '../../src/core/dataset.ts';
import { createDatasetRoom } from '../../src/wiring/dataset-room.ts';
import { createEvalRoom } from '../../src/wiring/eval-room.ts';
import { answerKeyOf } from '../../src/evals/answer-key.ts';
import type { EvalDeps } from '../../src/evals/eval-deps.ts';
import { performRun } from '../../src/evals/perform-run.ts';
import { planRun } from '../../src/evals/plan-run.ts';
import { scorers } from '../../src/evals/scorers/index.ts';
import { createOutside } from '../../src/main.ts';
import { createReadingRoom } from '../../src/wiring/reading-room.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/open-store.ts';
import { answerHonestly } from '../../test/support/honest-answer.ts';
import { createOpenaiServer } from '../../test/support/openai-server.ts';

const keptCount = 200;

/** @param asked examples that the model is asked for at each concurrency */
export async function benchEvals(asked: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'gloss-bench-'));
  await using server = await createOpenaiServer({ replies: (request) => answerHonestly(request) });
  const config = loadConfig(join(import.meta.dirname, '../..'), {
    OPENAI_BASE_URL: server.baseUrl,
    DATABASE_URL: join(folder, 'gloss.db'),
    GLOSS_STORE_TRACES_FILE: join(folder, 'traces.db'),
    GLOSS_LLM_DAILY_BUDGET_USD: '0',
    GLOSS_EVALS_MAX_RUN_USD: '0',
    GLOSS_EVALS_SCORERS: scorers.map(({ id }) => id).join(','),
  });
  const outside = createOutside('error');
  const store = await openStore(config.settings.store, outside);
  const closers: (() => Promise<unknown> | void)[] = [() => store.close()];
  try {
    await createDatasetRoom(config, outside, store);
    const reading = await createReadingRoom(config, outside, store, closers);
    reading.startThreads();
    const { deps } = createEvalRoom(config, outside, store, reading);
    const pages = await framePages(store);
    // The first calls pay for modules and connections.
    await measure(deps, store, pages.slice(0, 2), 2);
    console.log(`eval runner, ${asked} examples, model without latency`);
    for (const concurrency of [1, 4, 16]) {
      const { seconds } = await measure(deps, store, pages.slice(0, asked), concurrency);
      console.log(`  ${String(concurrency).padStart(2)} in flight   ${(asked / seconds).toFixed(1)} examples a second`);
    }
    await keepAnswers(deps, store, pages);
    const scored = await measure(deps, store, pages, 16);
    console.log(`  kept answers  ${keptCount} examples scored in ${scored.seconds.toFixed(2)} s (${rate(scored)})`);
    const again = await measure(deps, store, pages, 16);
    console.log(`  kept scores   ${keptCount} examples again in ${again.seconds.toFixed(2)} s (${rate(again)})`);
    return again.keptShare === 1 && server.problems.length === 0;
  } finally {
    for (const close of closers.toReversed()) await close();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The frozen pages of both datasets, under as many addresses as are needed. */
async function framePages(store: Store): Promise<DatasetItem[]> {
  const pages = (
    await Promise.all(
      ['smoke', 'regression'].map((name) => store.datasets.items(name, { status: 'active', limit: 100 })),
    )
  ).flat();
  return Array.from({ length: keptCount }, (_, index): DatasetItem => {
    const page = pages[index % pages.length];
    if (!page?.evidence) throw new Error('there are no frozen pages');
    const url = `${page.url}?copy=${index}`;
    return { ...page, id: `${page.id}-${index}`, url, evidence: { ...page.evidence, url } };
  });
}

function rate({ seconds }: { seconds: number }): string {
  return `${(keptCount / seconds).toFixed(1)} a second`;
}

async function measure(
  deps: EvalDeps,
  store: Store,
  items: readonly DatasetItem[],
  concurrency: number,
): Promise<{ seconds: number; keptShare: number }> {
  const dataset = `bench-${items.length}-${concurrency}`;
  await store.datasets.ensure({ name: dataset, description: 'Bench.', origin: 'store' });
  // Other addresses, so that a run finds no answers of the one before; where they are kept, they stay.
  const isKept = items.length === keptCount;
  await store.datasets.put(
    dataset,
    isKept ? items : items.map((item) => ({ ...item, url: `${item.url}&in=${concurrency}` })),
  );
  const given = { ...deps, settings: { ...deps.settings, concurrency } };
  const request = {
    dataset,
    sample: null,
    seed: 1,
    repeats: 1,
    labels: {},
    profile: null,
    baseline: null,
    isFresh: false,
  };
  const { run } = await planRun(request, { teamId: 'bench', userId: 'bench' }, given);
  await store.evalRuns.create(run);
  const startedAt = performance.now();
  const signal = new AbortController().signal;
  await performRun(
    run,
    items.map(({ id }) => id),
    given,
    { signal, progress: () => undefined },
  );
  const seconds = (performance.now() - startedAt) / 1000;
  const results = await store.evalRuns.results(run.id);
  return { seconds, keptShare: results.filter(({ isCached }) => isCached).length / results.length };
}

/** Every item with an answer of its page, as an earlier run would have left it. */
async function keepAnswers(deps: EvalDeps, store: Store, items: readonly DatasetItem[]): Promise<void> {
  const prompts: Record<string, string> = {};
  for (const name of deps.answerPrompts) prompts[name] = (await deps.prompts.get(name)).version;
  const pipeline = await deps.pipeline(null);
  const setup = { promptVersions: prompts, pipeline: pipeline.fingerprint, runId: 'bench', isFresh: false };
  const signal = new AbortController().signal;
  const byPage = new Map<string, Awaited<ReturnType<typeof pipeline.answer>>>();
  for (const item of items) {
    const page = item.id.replace(/-\d+$/u, '');
    const answer = byPage.get(page) ?? (await pipeline.answer(item, deps.prompts, signal));
    byPage.set(page, answer);
    await store.evalAnswers.put(answerKeyOf(item, 0, setup), { ...answer, durationMs: 1, traceId: '0'.repeat(32) });
  }
}
