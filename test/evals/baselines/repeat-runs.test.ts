import { describe, expect, it } from 'vitest';
import type { EvalRun } from '../../../src/core/evaluation.ts';
import type { EvalDeps } from '../../../src/evals/eval-deps.ts';
import { createRepeatRuns } from '../../../src/evals/baselines/repeat-runs.ts';
import { EvalSettings } from '../../../src/evals/settings.ts';
import { goodScripts } from '../../pipeline/test-summarizer.ts';
import { evalHouse, evalRequest, fillSmoke } from '../../support/eval-deps.ts';
import { createScriptedModel } from '../../support/scripted-model.ts';
import { openTempStore, type TempStore } from '../../support/temp-store.ts';
import { until } from '../../support/until.ts';

/** Two runs of four items that are done, one answer each, with the real stages and scorers. */
async function twoRuns(temp: TempStore) {
  const { store } = temp;
  await fillSmoke(store, 4);
  const house = evalHouse(temp, store, createScriptedModel(goodScripts));
  house.runner.start();
  const done = async (labels: Record<string, string>): Promise<EvalRun> => {
    const { run } = await house.desk.plan({ ...evalRequest, labels }, { teamId: 'T1', userId: 'U1' });
    await house.desk.start(run.id, null);
    await until(() => house.ended.some(({ id }) => id === run.id));
    return (await store.evalRuns.get(run.id)) as EvalRun;
  };
  const baseline = await done({});
  const candidate = await done({ 'stage-b': 'candidate' });
  await house.runner.stop();
  const progress: [number, number][] = [];
  const repeat = (changes: Partial<EvalDeps> = {}, signal = new AbortController().signal) =>
    createRepeatRuns({ ...house.deps, ...changes })({ baseline, candidate }, 3, {
      signal,
      progress: (run, { done: count, total }) => {
        expect(run.id).toBe(candidate.id);
        progress.push([count, total]);
      },
    });
  return { store, baseline, candidate, repeat, progress };
}

describe('the second look', () => {
  it('answers each item of both runs three times, with the versions each began with, and leaves both done', async () => {
    await using temp = await openTempStore();
    const { store, baseline, candidate, repeat, progress } = await twoRuns(temp);
    expect(await repeat()).toEqual([]);
    for (const { id, promptVersions } of [baseline, candidate]) {
      const run = await store.evalRuns.get(id);
      expect(run).toMatchObject({
        status: 'done',
        promptVersions,
        itemCount: 12,
        doneCount: 12,
        params: { repeats: 3 },
      });
      const results = await store.evalRuns.results(id);
      expect(results.map(({ itemId, repeat: at }) => `${itemId}/${at}`)).toEqual(
        ['item-000', 'item-001', 'item-002', 'item-003'].flatMap((itemId) => [0, 1, 2].map((at) => `${itemId}/${at}`)),
      );
    }
    // One bar over both: sixteen answers were missing.
    expect(progress.at(-1)).toEqual([16, 16]);
    expect(progress.every(([done], at) => done >= (progress[at - 1]?.[0] ?? 0))).toBe(true);
    // Nothing is missing any more.
    expect(await repeat()).toEqual([]);
  });

  it.each([
    ['answers', { maxItems: 11 }, /12 answers of one run, and 11 are allowed/],
    ['money', { maxRunUsd: 0.000001 }, /cost about .* USD/],
  ])('is left out where it would take too much %s, and that is said', async (_what, settings, said) => {
    await using temp = await openTempStore();
    const { store, candidate, repeat } = await twoRuns(temp);
    for (const result of await store.evalRuns.results(candidate.id)) {
      await store.evalRuns.putResult(candidate.id, { ...result, costUsd: 0.01, isCached: false });
    }
    expect(await repeat({ settings: EvalSettings.parse(settings) })).toEqual([expect.stringMatching(said)]);
    expect(await store.evalRuns.results(candidate.id)).toHaveLength(4);
  });

  it('is left out where the dataset or the model of the baseline is another now', async () => {
    await using temp = await openTempStore();
    const { candidate, repeat } = await twoRuns(temp);
    const pipeline: EvalDeps['pipeline'] = async () => Promise.reject(new Error(`not asked for ${candidate.id}`));
    await expect(repeat({ pipeline })).rejects.toThrow('not asked');
    const other = { provider: 'scripted', model: 'scripted-2' } as Awaited<ReturnType<EvalDeps['pipeline']>>;
    expect(await repeat({ pipeline: async () => other })).toEqual([
      'Items were not answered 3 times: the baseline was answered by scripted-1, its profile now has scripted-2.',
    ]);
  });

  it('that is stopped leaves both runs done, with what they have', async () => {
    await using temp = await openTempStore();
    const { store, baseline, candidate, repeat } = await twoRuns(temp);
    const stop = new AbortController();
    stop.abort(new Error('cancelled'));
    await expect(repeat({}, stop.signal)).rejects.toThrow('cancelled');
    for (const { id } of [baseline, candidate]) expect(await store.evalRuns.get(id)).toMatchObject({ status: 'done' });
    expect(await store.evalRuns.results(candidate.id)).toHaveLength(4);
  });

  it('can be cancelled while the baseline is answered again', async () => {
    await using temp = await openTempStore();
    const { store, baseline, candidate, repeat, progress } = await twoRuns(temp);
    const stop = new AbortController();
    const answered: string[] = [];
    const watched: EvalDeps['runs'] = {
      ...store.evalRuns,
      async putResult(id, result) {
        await store.evalRuns.putResult(id, result);
        if (id !== baseline.id) return;
        answered.push((await store.evalRuns.get(candidate.id))?.status ?? 'gone');
        stop.abort(new Error('cancelled'));
      },
    };
    await expect(repeat({ runs: watched }, stop.signal)).rejects.toThrow('cancelled');
    expect(answered[0]).toBe('running');
    for (const { id } of [baseline, candidate]) expect(await store.evalRuns.get(id)).toMatchObject({ status: 'done' });
    expect(await store.evalRuns.results(candidate.id)).toHaveLength(12);
    // What was there before is not asked again.
    expect(progress.at(-1)?.[0]).toBeGreaterThan(7);
    expect(await repeat()).toEqual([]);
    expect(await store.evalRuns.results(baseline.id)).toHaveLength(12);
  });
});
