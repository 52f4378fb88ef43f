import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { EvalSettings } from '../../src/evals/settings.ts';
import { goodScripts } from '../pipeline/test-summarizer.ts';
import { heronItem } from '../support/eval-item-deps.ts';
import { evalHouse, evalRequest, fillSmoke } from '../support/eval-deps.ts';
import { createScriptedModel } from '../support/scripted-model.ts';
import { openTempStore } from '../support/temp-store.ts';
import { until } from '../support/until.ts';

const ana = { teamId: 'T1', userId: 'U1' };
const place = { channelId: 'C1', ts: '1.1' };

describe('a planned run', () => {
  test('has its versions, items and cost decided, and is not listed before it is started', async () => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 4);
    await temp.store.datasets.put('smoke', [heronItem({ id: 'question', query: 'What is Heron?' })]);
    const { desk } = evalHouse(temp, temp.store, createScriptedModel(goodScripts));
    const request = { ...evalRequest, sample: 3, repeats: 2, labels: { 'stage-b': 'candidate' }, baseline: 'best' };
    const { run, estimate, needsConsent, notes } = await desk.plan(request, ana);
    const dataset = await temp.store.datasets.get('smoke');
    expect(run).toMatchObject({
      teamId: 'T1',
      startedBy: 'U1',
      status: 'planned',
      promptVersions: { 'stage-a-extract-facts': 'prod00000000', 'stage-b-compose-reply': 'candidate000' },
      itemCount: 6,
      doneCount: 0,
      gitCommit: 'c0ffee',
      params: {
        dataset: 'smoke',
        datasetVersion: dataset?.version,
        labels: { 'stage-b-compose-reply': 'candidate' },
        baseline: 'best',
        judge: null,
      },
    });
    expect(run.params.scorers).not.toContain('faithfulness');
    expect(estimate).toMatchObject({ askedCount: 6, keptCount: 0, from: 'sizes', runLimitUsd: 2, dayLeftUsd: 5 });
    expect(estimate.costUsd).toBeGreaterThan(0);
    expect(needsConsent).toBe(true);
    expect(notes.join(' ')).toMatch(/1 items ask a question.*no judges/u);
    expect(await desk.list({ teamId: 'T1', limit: 10 })).toEqual([]);
  });

  test.each([
    ['unknown_dataset', { dataset: 'smok' }, /smoke/u],
    ['unknown_prompt', { labels: { 'stage-c': 'prod' } }, /stage-b-compose-reply/u],
    ['unknown_prompt', { labels: { stage: 'prod' } }, /Known/u],
    ['eval_too_large', { repeats: 200 }, /--sample/u],
  ])('is refused as %s and says what there is', async (code, change, hint) => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 3);
    const { desk } = evalHouse(temp, temp.store, createScriptedModel(goodScripts));
    const refused = desk.plan({ ...evalRequest, ...change }, ana);
    await expect(refused).rejects.toMatchObject({ code, hint: expect.stringMatching(hint) as string });
  });

  test.each([
    ['of one run', { maxRunUsd: 0.001 }, 0, /one run may cost 0\.00 USD/u],
    ['of the day', {}, 4.999, /of today's model budget 0\.00 USD are left/u],
  ])('over the limit %s is refused with the figures', async (_what, settings, spentUsd, message) => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 5);
    const { desk } = evalHouse(temp, temp.store, createScriptedModel(goodScripts), {
      settings: EvalSettings.parse(settings),
      budget: async () => ({ spentUsd, limitUsd: 5, share: 0, level: 'ok', unknownCostCalls: 0 }),
    });
    await expect(desk.plan(evalRequest, ana)).rejects.toMatchObject({
      code: 'eval_over_limit',
      message: expect.stringMatching(message) as string,
    });
  });

  test('is refused where the dataset changed before it was started', async () => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 2);
    const { desk } = evalHouse(temp, temp.store, createScriptedModel(goodScripts));
    const { run } = await desk.plan(evalRequest, ana);
    await temp.store.datasets.remove('smoke', ['item-000']);
    await expect(desk.start(run.id, null)).rejects.toMatchObject({ code: 'eval_stale' });
  });
});

describe('a run', () => {
  test('answers and scores every item, shows its progress in one place, and is kept like an experiment', async () => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 5);
    const house = evalHouse(temp, temp.store, createScriptedModel(goodScripts));
    const { run } = await house.desk.plan({ ...evalRequest, repeats: 2 }, ana);
    expect(await house.desk.start(run.id, place)).toEqual({ accepted: true });
    expect(await house.desk.start(run.id, place)).toEqual({ accepted: false });
    house.runner.start();
    await house.runner.idle();
    await house.runner.stop();
    const done = await house.desk.find(run.id.slice(-6), 'T1');
    expect(done).toMatchObject({ status: 'done', itemCount: 10, doneCount: 10, place, failure: null });
    expect(done.costUsd).toBeCloseTo(0.02);
    expect(done.figures.find(({ scorer }) => scorer === 'grounding')).toEqual({
      scorer: 'grounding',
      n: 10,
      mean: 1,
      passRate: 1,
      errorCount: 0,
    });
    expect(house.shown.every((each) => each.place.ts === '1.1')).toBe(true);
    expect(house.shown.at(-1)).toMatchObject({ progress: null, run: { status: 'done' } });
    expect(house.shown.map(({ progress }) => progress?.done)).toEqual([...Array(11).keys(), undefined]);
    expect(house.ended.map(({ id }) => id)).toEqual([run.id]);
    const results = await house.desk.results(run.id);
    expect(results).toHaveLength(10);
    expect(await house.desk.answer(results[0]?.answerKey ?? '')).toMatchObject({ outcome: 'summarized' });
    // What the model would cost is known now, and nothing is asked twice.
    const next = await house.desk.plan({ ...evalRequest, repeats: 3 }, ana);
    expect(next.estimate).toMatchObject({ askedCount: 5, keptCount: 10, from: 'measured' });
    expect(next.estimate.costUsd).toBeCloseTo(0.01);
    expect((await house.desk.plan(evalRequest, ana)).needsConsent).toBe(false);
  });

  test('goes on after its process was killed, and asks for nothing again that was done', async () => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 6);
    const asked: string[] = [];
    let isStuck = true;
    const model = createScriptedModel({
      ...goodScripts,
      async 'compose-reply'(request) {
        asked.push('reply');
        if (asked.length > 3 && isStuck) {
          await new Promise((_resolve, reject) => {
            request.signal.addEventListener('abort', () => reject(request.signal.reason as Error), { once: true });
          });
        }
        return goodScripts['compose-reply'](request);
      },
    });
    const first = evalHouse(temp, temp.store, model, { settings: EvalSettings.parse({ concurrency: 1 }) });
    const { run } = await first.desk.plan(evalRequest, ana);
    await first.desk.start(run.id, place);
    first.runner.start();
    await until(() => asked.length === 4);
    const stopped = first.runner.stop({ drainMs: 0 });
    for (let second = 0; second < 3; second += 1) await temp.outside.clock.advance(1000);
    await stopped;
    expect(await temp.store.evalRuns.get(run.id)).toMatchObject({ status: 'running', doneCount: 3 });
    isStuck = false;
    const other = await temp.openAnother();
    const second = evalHouse(temp, other, model);
    second.runner.start();
    await second.runner.idle();
    await second.runner.stop();
    expect(await other.evalRuns.get(run.id)).toMatchObject({ status: 'done', doneCount: 6, place });
    expect(asked).toHaveLength(7);
  });

  test('that is cancelled keeps what it has, says so, and can be taken up again', async () => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 4);
    let count = 0;
    const model = createScriptedModel({
      ...goodScripts,
      async 'compose-reply'(request) {
        count += 1;
        if (count === 3) {
          await new Promise((_resolve, reject) => {
            request.signal.addEventListener('abort', () => reject(request.signal.reason as Error), { once: true });
          });
        }
        return goodScripts['compose-reply'](request);
      },
    });
    const house = evalHouse(temp, temp.store, model, { settings: EvalSettings.parse({ concurrency: 1 }) });
    const { run } = await house.desk.plan(evalRequest, ana);
    await house.desk.start(run.id, place);
    house.runner.start();
    await until(() => count === 3);
    await house.desk.cancel(run.id, 'asked');
    // Until its job has let go it is not over, so nobody can take it up beside that.
    await expect(house.desk.cancel(run.id, 'asked twice')).rejects.toMatchObject({ code: 'eval_stopping' });
    expect(await house.desk.start(run.id, place)).toEqual({ accepted: false });
    await house.runner.idle();
    const cancelled = await temp.store.evalRuns.get(run.id);
    expect(cancelled).toMatchObject({ status: 'cancelled', doneCount: 2 });
    expect(cancelled?.figures[0]).toMatchObject({ n: 2 });
    expect(house.shown.at(-1)).toMatchObject({ progress: null, run: { status: 'cancelled' } });
    await expect(house.desk.cancel(run.id, 'again')).rejects.toMatchObject({ code: 'eval_ended' });
    expect(await house.desk.start(run.id, place)).toEqual({ accepted: true });
    await house.runner.idle();
    await house.runner.stop();
    expect(await temp.store.evalRuns.get(run.id)).toMatchObject({ status: 'done', doneCount: 4 });
    expect(count).toBe(5);
  });

  test('that two people start at once is shown where the one who was faster wants it', async () => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 2);
    const house = evalHouse(temp, temp.store, createScriptedModel(goodScripts));
    const { run } = await house.desk.plan(evalRequest, ana);
    const places = [place, { channelId: 'C2', ts: '2.2' }, { channelId: 'C3', ts: '3.3' }];
    const answers = await Promise.all(places.map((where) => house.desk.start(run.id, where)));
    const winners = places.filter((_, index) => answers[index]?.accepted === true);
    expect(winners).toHaveLength(1);
    expect(await temp.store.evalRuns.get(run.id)).toMatchObject({ status: 'queued', place: winners[0] });
    house.runner.start();
    await house.runner.idle();
    await house.runner.stop();
    expect(await temp.store.evalRuns.get(run.id)).toMatchObject({ status: 'done', place: winners[0] });
  });

  test('that waits is cancelled at once', async () => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 2);
    const house = evalHouse(temp, temp.store, createScriptedModel(goodScripts));
    const { run } = await house.desk.plan(evalRequest, ana);
    await house.desk.start(run.id, null);
    expect(await house.desk.cancel(run.id, 'asked')).toMatchObject({ status: 'cancelled', doneCount: 0 });
    house.runner.start();
    await house.runner.idle();
    await house.runner.stop();
    expect(await house.desk.results(run.id)).toEqual([]);
  });

  test('ends where the budget is used up, keeps its results and says why', async () => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 4);
    let count = 0;
    const model = createScriptedModel({
      ...goodScripts,
      'extract-facts': (request) => {
        count += 1;
        return count > 2
          ? new AppError({ code: 'budget_exceeded', message: 'The model budget of this day is used up.' })
          : goodScripts['extract-facts'](request);
      },
    });
    const house = evalHouse(temp, temp.store, model, { settings: EvalSettings.parse({ concurrency: 1 }) });
    const { run } = await house.desk.plan(evalRequest, ana);
    await house.desk.start(run.id, place);
    house.runner.start();
    await house.runner.idle();
    await house.runner.stop();
    expect(await temp.store.evalRuns.get(run.id)).toMatchObject({
      status: 'failed',
      doneCount: 2,
      failure: { code: 'budget_exceeded' },
    });
    expect(house.shown.at(-1)).toMatchObject({ progress: null, run: { status: 'failed' } });
  });

  test('goes on without an item that was taken out of the dataset, which scores 0', async () => {
    await using temp = await openTempStore();
    await fillSmoke(temp.store, 3);
    const house = evalHouse(temp, temp.store, createScriptedModel(goodScripts));
    const { run } = await house.desk.plan(evalRequest, ana);
    await house.desk.start(run.id, null);
    await temp.store.datasets.remove('smoke', ['item-001']);
    house.runner.start();
    await house.runner.idle();
    await house.runner.stop();
    const results = await house.desk.results(run.id);
    expect(results.map(({ outcome }) => outcome)).toEqual(['ok', 'failed', 'ok']);
    expect(results[1]).toMatchObject({ failure: { code: 'unknown_item' } });
    const done = await temp.store.evalRuns.get(run.id);
    expect(done?.figures.find(({ scorer }) => scorer === 'grounding')?.mean).toBeCloseTo(2 / 3);
  });
});
