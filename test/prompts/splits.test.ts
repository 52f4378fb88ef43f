import { describe, expect, it } from 'vitest';
import { armOf } from '../../src/core/prompt-split.ts';
import { createPromptLabels } from '../../src/prompts/labels.ts';
import { createPromptDesk } from '../../src/prompts/desk.ts';
import { promptVersionOf } from '../../src/prompts/prompt-file.ts';
import type { PromptFile } from '../../src/prompts/prompt-file.ts';
import { createPromptRegistry } from '../../src/prompts/registry.ts';
import { createPromptSplits } from '../../src/prompts/splits.ts';
import { sampleSummary } from '../support/sample-summary.ts';
import type { Dialect } from '../../src/store/database.ts';
import { dialects } from '../support/test-databases.ts';
import { openTempStore } from '../support/temp-store.ts';

const name = 'stage-b-compose-reply';
function compose(text: string, variables = ['facts']): PromptFile {
  const content = `${text} ${variables.map((variable) => `{{${variable}}}`).join(' ')}`;
  return { name, description: 'Writes.', variables, config: {}, content: [{ role: 'user', content }] };
}
const prod = promptVersionOf(compose('Write'));
const candidate = promptVersionOf(compose('Say'));

async function start(dialect: Dialect) {
  const temp = await openTempStore({ dialect });
  const { outside, store } = temp;
  const registry = createPromptRegistry(store.prompts, outside);
  const labels = createPromptLabels(store.prompts, outside);
  await registry.sync([compose('Write')]);
  await registry.sync([compose('Say')]);
  const desk = createPromptDesk({
    store: store.prompts,
    registry,
    labels,
    readFiles: async () => [],
    check: async () => ({ outcome: 'passed', reason: '', evalRunId: null }),
  });
  const variablesOf = () => ['facts', 'title'];
  const splits = createPromptSplits({
    store: store.promptSplits,
    source: registry,
    desk,
    splitNames: [name],
    variablesOf,
    outside,
  });
  const begin = (a = 'prod', b = 'candidate', sharePercent = 50) =>
    splits.start({ name: 'stage-b', a, b, sharePercent, by: 'U0ADMIN' });
  const jobs = Array.from({ length: 60 }, (_, at) => `job-${at}`);
  return {
    store,
    outside,
    registry,
    labels,
    splits,
    begin,
    jobs,
    [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
  };
}

const good = { outcome: 'summarized', gateShare: 1, rewriteCount: 0, costUsd: 0.01, durationMs: 1000 } as const;

describe.each(dialects)('a split of a prompt, on %s', (dialect) => {
  it('gives every job one arm for ever, each about its share', async () => {
    await using room = await start(dialect);
    const split = await room.begin();
    const chosen = await Promise.all(room.jobs.map((job) => room.splits.choose(job)));
    expect(await Promise.all(room.jobs.map((job) => room.splits.choose(job)))).toEqual(chosen);
    for (const [at, job] of room.jobs.entries()) {
      const arm = armOf(split.id, job, 50);
      expect(chosen[at]?.versions).toEqual({ [name]: arm === 'a' ? prod : candidate });
    }
    const inB = chosen.filter(({ versions }) => versions[name] === candidate).length;
    expect(inB).toBeGreaterThan(15);
    expect(inB).toBeLessThan(45);
  });

  it('compares what came of both: checks, votes and scores, with n and an interval', async () => {
    await using room = await start(dialect);
    const split = await room.begin();
    for (const [at, job] of room.jobs.entries()) {
      const chosen = await room.splits.choose(job);
      const isB = armOf(split.id, job, 50) === 'b';
      await room.splits.record(job, chosen, isB ? { ...good, gateShare: 0.5, rewriteCount: 1, costUsd: null } : good);
      // A second record of the same job is not counted.
      await room.splits.record(job, chosen, good);
      const summary = sampleSummary({ id: `summary-${at}`, jobId: job });
      await room.store.summaries.save(summary);
      await room.store.feedback.vote(summary.id, 'U1', isB ? 'down' : 'up', 1);
      await room.store.scores.put([
        {
          id: `score-${at}`,
          teamId: 'T1',
          traceId: null,
          summaryId: summary.id,
          channelId: null,
          name: 'grounding',
          value: isB ? 0.8 : 0.8 + (at % 3) / 100,
          passed: null,
          reason: null,
          origin: 'monitor:all',
          happenedAt: 1,
          scoredAt: 1,
        },
      ]);
    }
    const { measures, fallbacks } = await room.splits.report('stage-b');
    const measure = (wanted: string) => measures.find((found) => found.name === wanted);
    const nA = room.jobs.filter((job) => armOf(split.id, job, 50) === 'a').length;
    expect(measure('Links summarized')).toMatchObject({ a: { n: nA, mean: 1 }, b: { n: 60 - nA, mean: 1 } });
    expect(measure('All checks passed at first try')?.b.mean).toBe(0);
    expect(measure('All checks passed at first try')?.difference?.high).toBeLessThan(-0.7);
    expect(measure('Checks passed')).toMatchObject({ a: { mean: 1 }, b: { mean: 0.5 } });
    expect(measure('Votes that are up')).toMatchObject({ a: { n: nA, mean: 1 }, b: { mean: 0 } });
    expect(measure('grounding')?.difference?.high).toBeLessThan(0);
    // Costs of B are unknown, so nothing is compared.
    expect(measure('Cost')).toMatchObject({ a: { n: nA }, b: { n: 0, mean: null }, difference: null });
    expect(fallbacks).toEqual({ a: 0, b: 0 });
  });

  it('follows a label that moves, and falls back to prod where an arm is gone', async () => {
    await using room = await start(dialect);
    await room.begin('prod', 'candidate', 99);
    const job = room.jobs.find((id) => id !== '') ?? '';
    const third = promptVersionOf(compose('Tell'));
    await room.registry.sync([compose('Tell')]);
    const moved = await Promise.all(room.jobs.map((id) => room.splits.choose(id)));
    expect(moved.some(({ versions }) => versions[name] === third)).toBe(true);
    expect(moved.some(({ versions }) => versions[name] === candidate)).toBe(false);
    // Nothing takes a label away today; a split on one that never was stands for it.
    await room.splits.stop(name, 'U0ADMIN');
    await room.store.promptSplits.start({
      id: 'gone',
      name,
      a: 'staging',
      b: 'staging',
      sharePercent: 50,
      startedBy: 'U0ADMIN',
      startedAt: room.outside.clock.now() + 1,
      endedBy: null,
      endedAt: null,
    });
    const chosen = await room.splits.choose(job);
    expect(chosen).toMatchObject({ versions: {}, arms: [{ version: prod, isFallback: true }] });
    await room.splits.record(job, chosen, good);
    const { measures, fallbacks } = await room.splits.report(name);
    expect(fallbacks.a + fallbacks.b).toBe(1);
    expect(measures[0]).toMatchObject({ a: { n: 0 }, b: { n: 0 } });
  });

  it('runs one at a time, and stops once', async () => {
    await using room = await start(dialect);
    await room.begin();
    await expect(room.begin()).rejects.toMatchObject({ code: 'split_running' });
    expect(await room.splits.stop('stage-b', 'U0ADMIN')).toMatchObject({ endedBy: 'U0ADMIN' });
    await expect(room.splits.stop('stage-b', 'U0ADMIN')).rejects.toMatchObject({ code: 'no_split' });
    expect((await room.splits.choose('job-1')).versions).toEqual({});
    expect((await room.splits.report('stage-b')).split.endedAt).not.toBeNull();
    await room.begin();
    expect(await room.splits.running()).toHaveLength(1);
  });

  it('is refused for the same version, and for one that would fail every link', async () => {
    await using room = await start(dialect);
    await expect(room.begin('prod', prod)).rejects.toMatchObject({ code: 'split_same' });
    await room.registry.sync([compose('Write', ['facts', 'mood'])]);
    await expect(room.begin()).rejects.toMatchObject({ code: 'prompt_variable_missing' });
    await expect(room.splits.report('stage-b')).rejects.toMatchObject({ code: 'no_split' });
  });

  it('never fails a link, whatever the store does', async () => {
    await using room = await start(dialect);
    await room.begin();
    const chosen = await room.splits.choose('job-1');
    await room.store.close();
    expect(await room.splits.choose('job-1')).toEqual({ versions: {}, arms: [] });
    await room.splits.record('job-1', chosen, good);
    expect(room.outside.logged.filter(({ level }) => level === 'error')).toHaveLength(2);
  });
});
