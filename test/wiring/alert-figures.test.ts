import { expect, it } from 'vitest';
import { createAlertFigures } from '../../src/wiring/alert-figures.ts';
import { monitorFailed } from '../../src/alerts/rules/monitor-failed.ts';
import { regression } from '../../src/alerts/rules/regression.ts';
import { runCost } from '../../src/alerts/rules/run-cost.ts';
import { runLatency } from '../../src/alerts/rules/run-latency.ts';
import { stageLatency } from '../../src/alerts/rules/stage-latency.ts';
import { sampleVerdict } from '../support/sample-baseline.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';

const figuresOf = ({ store, outside }: TempStore) =>
  createAlertFigures({
    analytics: store.analytics,
    scores: store.scores,
    canaryRuns: store.canaryRuns,
    monitorRuns: store.monitors.runs,
    baselines: store.baselines,
    dailyBudgetUsd: 5,
    clock: outside.clock,
  });

it('measures runs without their models, single stages and the dearest run, each by its own window', async () => {
  await using temp = await openTempStore();
  const toMs = temp.outside.clock.now();
  const fromMs = toMs - 600_000;
  const plant = (number: number, durationMs: number, costUsd: number, startMs = fromMs + number): Promise<void> =>
    temp.store.spans.insertSpans(sampleSpans({ traceId: `t${number}`, startMs, durationMs, costUsd }));
  await plant(1, 1000, 0.01);
  await plant(2, 3000, 0.2);
  await plant(3, 9_000_000, 9, fromMs - 1);
  const figures = figuresOf(temp);
  const window = { fromMs, toMs };
  // Two stages of 30 % each are the models': 40 % of the mean of 2 s is left.
  expect(await runLatency.measure(figures, window, {})).toEqual([{ scope: '', value: expect.closeTo(800, 3), n: 2 }]);
  const stages = await stageLatency.measure(figures, window, {});
  const shown = stages.map(({ scope, value, n }) => `${scope} ${Math.round(value ?? 0)} ${n}`);
  expect(new Set(shown)).toEqual(
    new Set([
      'stage=quality_gates.validate 200 2',
      'stage=retrieval.fetch_evidence 400 2',
      'stage=slack.post_message 200 2',
    ]),
  );
  expect(await stageLatency.measure(figures, window, { stage: 'stage_a.run' })).toMatchObject([{ value: 600 }]);
  expect(await runCost.measure(figures, window, {})).toEqual([{ scope: '', value: expect.closeTo(0.4, 6), n: 2 }]);
  expect((await figures.traces(window, 'slowest')).map(({ traceId }) => traceId)).toEqual(['t2', 't1']);
});

it('counts how often a monitor failed in a row, the canary beside the others', async () => {
  await using temp = await openTempStore();
  const toMs = temp.outside.clock.now();
  const canary = (minutesAgo: number, outcome: 'ok' | 'failed') =>
    temp.store.canaryRuns.put({
      id: String(minutesAgo),
      at: toMs - minutesAgo * 60_000,
      url: 'https://ferry.example/',
      outcome,
      failure: outcome === 'ok' ? null : { code: 'fetch_timeout', message: 'Too slow.', hint: null, retryable: true },
      durationMs: 1,
    });
  await canary(40, 'failed');
  await canary(30, 'ok');
  await canary(20, 'failed');
  await canary(10, 'failed');
  const window = { fromMs: toMs - 86_400_000, toMs };
  expect(await monitorFailed.measure(figuresOf(temp), window, {})).toEqual([
    { scope: 'monitor=canary', value: 2, n: 4, note: 'https://ferry.example/: Too slow.' },
  ]);
  expect(await monitorFailed.measure(figuresOf(temp), window, { monitor: 'other' })).toEqual([]);
});

it('sees a regression in the newest verdict of each dataset, and its end in the next one that passes', async () => {
  await using temp = await openTempStore();
  const toMs = temp.outside.clock.now();
  const window = { fromMs: toMs - 86_400_000, toMs };
  const judge = (runId: string, dataset: string, passes: number, minutesAgo: number) =>
    temp.store.baselines.putVerdict(sampleVerdict(passes, { runId, dataset, decidedAt: toMs - minutesAgo * 60_000 }));
  await judge('r1', 'smoke', 0, 30);
  await judge('r2', 'other', 20, 20);
  const found = await regression.measure(figuresOf(temp), window, {});
  const valueOf = Object.fromEntries(found.map(({ scope, value }) => [scope, value]));
  expect(valueOf['dataset=other']).toBe(0);
  expect(valueOf['dataset=smoke']).toBeGreaterThan(0);
  expect(found.find(({ scope }) => scope === 'dataset=smoke')?.note).toContain('FAIL');
  await judge('r3', 'smoke', 20, 5);
  expect(await regression.measure(figuresOf(temp), window, { dataset: 'smoke' })).toMatchObject([{ value: 0 }]);
});
