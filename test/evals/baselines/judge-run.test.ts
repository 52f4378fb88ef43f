import { describe, expect, it } from 'vitest';
import type { EvalItemResult, EvalRun } from '../../../src/core/evaluation.ts';
import { baselineOfRun } from '../../../src/evals/baselines/baseline-of-run.ts';
import { createRunJudge, type RepeatRuns } from '../../../src/evals/baselines/judge-run.ts';
import { BaselineSettings } from '../../../src/evals/baselines/settings.ts';
import { compareRuns } from '../../../src/evals/regression/compare-runs.ts';
import type { Store } from '../../../src/store/open-store.ts';
import { judgedResults } from '../../support/eval-results.ts';
import { sampleEvalRun } from '../../support/sample-eval-run.ts';
import { openTempStore } from '../../support/temp-store.ts';

const passes = (count: number, n = 20): number[] => Array.from({ length: n }, (_, index) => (index < count ? 1 : 0));

async function putRun(store: Store, id: string, results: EvalItemResult[], params: Partial<EvalRun['params']> = {}) {
  const run = sampleEvalRun({ id, params: { ...sampleEvalRun().params, scorers: ['judged'], ...params } });
  await store.evalRuns.create(run);
  for (const result of results) await store.evalRuns.putResult(id, result);
  return run;
}

async function promote(store: Store, run: EvalRun, tag = 'first'): Promise<void> {
  const at = 1;
  await store.baselines.promote({
    id: `p-${tag}`,
    baseline: baselineOfRun(run, tag, { by: 'U1', at }),
    expectedRevision: 0,
    labels: [],
    verdict: null,
    isForced: false,
    reason: 'the first',
    by: 'U1',
    at,
  });
}

function judgeOn(store: Store, outside: Parameters<typeof createRunJudge>[0]['outside'], settings = {}) {
  const judge = createRunJudge({
    settings: BaselineSettings.parse(settings),
    baselines: store.baselines,
    runs: store.evalRuns,
    compare: async (input) => compareRuns(input),
    outside,
  });
  const asked: number[] = [];
  const hooks = { signal: new AbortController().signal, progress: () => undefined };
  /** Repeats that come out as the first answers did, so that a chance drop stays one. */
  const repeat: RepeatRuns = async (_runs, repeats) => {
    asked.push(repeats);
    return ['3 items were left out.'];
  };
  return { judge, asked, decide: (run: EvalRun, again = repeat) => judge.decide(run, again, hooks) };
}

describe('the verdict on a run', () => {
  it('is none where nothing was promoted, the run was stopped, or it is the baseline itself', async () => {
    await using temp = await openTempStore();
    const { store } = temp;
    const { decide } = judgeOn(store, temp.outside);
    const run = await putRun(store, 'run-1', judgedResults(passes(20)));
    expect(await decide(run)).toBeNull();
    await promote(store, run);
    expect(await decide(run)).toBeNull();
    const stopped = await putRun(store, 'run-2', judgedResults(passes(3, 3)));
    expect(await decide({ ...stopped, status: 'cancelled' })).toBeNull();
    expect(await store.baselines.verdicts({ limit: 5 })).toEqual([]);
  });

  it('is measured against the promoted baseline, stored, and needs no second look where nothing dropped', async () => {
    await using temp = await openTempStore();
    const { store } = temp;
    const { decide, asked } = judgeOn(store, temp.outside);
    await promote(store, await putRun(store, 'run-1', judgedResults(passes(18))));
    const verdict = await decide(await putRun(store, 'run-2', judgedResults(passes(18))));
    expect(verdict).toMatchObject({
      baselineTag: 'first',
      baselineRunId: 'run-1',
      revision: 1,
      report: { verdict: 'PASS' },
      notes: [],
    });
    expect(asked).toEqual([]);
    expect(await store.baselines.verdictOf('run-2')).toEqual(verdict);
  });

  it('looks again where a first look sees a drop: what was chance goes, what was not stays', async () => {
    await using temp = await openTempStore();
    const { store } = temp;
    const { decide, asked } = judgeOn(store, temp.outside);
    await promote(store, await putRun(store, 'run-1', judgedResults(passes(20))));
    const answeredAgain =
      (id: string, count: number): RepeatRuns =>
      async (_runs, repeats) => {
        for (const repeat of [1, 2]) {
          for (const result of judgedResults(passes(20), { repeat })) await store.evalRuns.putResult('run-1', result);
          for (const result of judgedResults(passes(count), { repeat })) await store.evalRuns.putResult(id, result);
        }
        asked.push(repeats);
        return [];
      };
    const lucky = await putRun(store, 'run-2', judgedResults(passes(17)));
    const chance = await decide(lucky, answeredAgain('run-2', 20));
    expect(chance?.report).toMatchObject({ verdict: 'INCONCLUSIVE', repeats: { baseline: 3, candidate: 3 } });
    expect(chance?.report.scorers[0]?.drop).toBeCloseTo(0.05);
    const bad = await putRun(store, 'run-3', judgedResults(passes(17)));
    const real = await decide(bad, answeredAgain('run-3', 12));
    expect(real?.report).toMatchObject({ verdict: 'FAIL', seedVerdict: 'FAIL' });
    expect(asked).toEqual([3, 3]);
  });

  it('says what was not repeated, and never repeats by strict rules', async () => {
    await using temp = await openTempStore();
    const { store } = temp;
    await promote(store, await putRun(store, 'run-1', judgedResults(passes(20))));
    const run = await putRun(store, 'run-2', judgedResults(passes(17)));
    const usual = judgeOn(store, temp.outside);
    expect(await usual.decide(run)).toMatchObject({
      notes: ['3 items were left out.'],
      report: { verdict: 'INCONCLUSIVE' },
    });
    const strict = judgeOn(store, temp.outside, { strict: true });
    expect(await strict.decide(run)).toMatchObject({ report: { verdict: 'FAIL' } });
    expect(strict.asked).toEqual([]);
  });

  it('compares a sample on its own items and says so, and a judge only with itself', async () => {
    await using temp = await openTempStore();
    const { store } = temp;
    const { decide } = judgeOn(store, temp.outside);
    const judged = (results: EvalItemResult[]): EvalItemResult[] =>
      results.map((result) => ({
        ...result,
        scores: result.scores.flatMap((score) => [score, { ...score, scorer: 'faithfulness' }]),
      }));
    const scorers = ['judged', 'faithfulness'];
    const judge = { provider: 'openai', model: 'j-1', promptVersions: { 'judge-faithfulness': '111111111111' } };
    await promote(store, await putRun(store, 'run-1', judged(judgedResults(passes(20))), { scorers, judge }));
    const sample = await putRun(store, 'run-2', judged(judgedResults(passes(12, 12))), {
      scorers,
      judge: { ...judge, model: 'j-2' },
      sample: 12,
    });
    const verdict = await decide(sample);
    expect(verdict?.report).toMatchObject({ n: 12, verdict: 'PASS', lostItems: [] });
    expect(verdict?.report.scorers.map(({ scorer }) => scorer)).toEqual(['judged']);
    expect(verdict?.notes).toEqual([
      'The judges are others than those of the baseline, so their scores are not compared: save a new baseline.',
      'A sample was drawn: 12 of 20 items are compared.',
    ]);
    // The whole dataset, of which an answer is missing: it counts.
    const lost = await putRun(store, 'run-3', judged(judgedResults(passes(19, 19))), { scorers, judge });
    expect((await decide(lost))?.report).toMatchObject({ n: 20, lostItems: [{ kind: 'missing' }] });
  });
});
