import { z } from 'zod';
import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import type { MonitorResult } from '../../src/core/monitor.ts';
import type { MonitorScorer, MonitorTarget } from '../../src/monitor/plugins.ts';
import { until } from '../support/until.ts';
import { openTempStore } from '../support/temp-store.ts';
import type { TempStore } from '../support/temp-store.ts';
import { monitorOf, partsOn, run, runContext, storeSummaries } from '../support/test-monitor.ts';

/** Counts what it was asked; `plan` says what an item gets. */
function countingScorer(plan: (traceId: string) => number | AppError = () => 1): MonitorScorer & { asked: string[] } {
  const asked: string[] = [];
  return {
    id: 'counting',
    summary: 'counts',
    needs: 'summary',
    asked,
    async score({ traceId }) {
      asked.push(traceId ?? '');
      const planned = plan(traceId ?? '');
      if (planned instanceof AppError) throw planned;
      return { value: planned, passed: planned >= 0.5, reason: 'As planned.' };
    },
  };
}

/** A target that is down while `isDown`. */
function target(id: string, state: { isDown: boolean }): MonitorTarget & { got: MonitorResult[] } {
  const got: MonitorResult[] = [];
  return {
    id,
    summary: id,
    params: z.strictObject({}),
    got,
    async publish(results) {
      if (state.isDown) throw new AppError({ code: 'down', message: `${id} is away.`, retryable: true });
      got.push(...results);
    },
  };
}

const scoredIds = async (temp: TempStore, monitor = 'own'): Promise<string[]> =>
  (await temp.store.monitors.scored.list({ monitor, limit: 1000 })).map(({ itemId }) => itemId);

describe('a run', () => {
  test('scores what happened and puts the scores into the store', async () => {
    await using temp = await openTempStore();
    const ids = await storeSummaries(temp, 3);
    const done = await run(temp, monitorOf(partsOn(temp)));
    expect(done).toMatchObject({
      outcome: 'done',
      counts: { fetched: 3, matched: 3, unseen: 3, sampled: 3, scored: 3, failed: 0, postponed: 0 },
      targets: [{ target: 'store', published: 3, waiting: 0, error: null }],
      costUsd: 0,
    });
    expect(done.scores.map(({ scorer, n }) => [scorer, n])).toEqual([
      ['grounding', 3],
      ['coverage', 3],
    ]);
    expect(await scoredIds(temp)).toEqual(ids);
    const scores = await temp.store.scores.ofTrace(ids[0] ?? '');
    expect(scores.map(({ name, origin, summaryId }) => ({ name, origin, summaryId }))).toEqual([
      { name: 'coverage', origin: 'monitor:own', summaryId: 'sum-trace-000' },
      { name: 'grounding', origin: 'monitor:own', summaryId: 'sum-trace-000' },
    ]);
    expect(scores[0]?.happenedAt).toBe(temp.outside.clock.now() - 3 * 60_000);
    expect(await temp.store.monitors.runs.list({ monitor: 'own', limit: 5 })).toEqual([done]);
  });

  test('again scores nothing twice', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 4);
    const scorer = countingScorer();
    const monitor = monitorOf(partsOn(temp), { scorers: ['counting'] }, { scorers: [scorer] });
    await run(temp, monitor);
    const second = await run(temp, monitor);
    expect(scorer.asked).toHaveLength(4);
    expect(second.counts).toMatchObject({ fetched: 4, unseen: 0, scored: 0 });
    await storeSummaries(temp, 2, 'later');
    expect((await run(temp, monitor)).counts).toMatchObject({ fetched: 6, unseen: 2, scored: 2 });
    expect(scorer.asked).toHaveLength(6);
  });

  test('of one monitor does not starve another on the same source', async () => {
    await using temp = await openTempStore();
    const ids = await storeSummaries(temp, 5);
    const parts = partsOn(temp);
    await Promise.all([run(temp, monitorOf(parts)), run(temp, monitorOf(parts, { name: 'other' }))]);
    expect(await scoredIds(temp, 'own')).toEqual(ids);
    expect(await scoredIds(temp, 'other')).toEqual(ids);
    expect(await temp.store.monitors.scored.counts()).toEqual([
      { source: 'traces', monitor: 'other', scored: 5, failed: 0 },
      { source: 'traces', monitor: 'own', scored: 5, failed: 0 },
    ]);
    expect(await temp.store.scores.ofTrace(ids[0] ?? '')).toHaveLength(4);
  });

  test('leaves out by sampling what stays a candidate for the next', async () => {
    await using temp = await openTempStore();
    const ids = await storeSummaries(temp, 7);
    const monitor = monitorOf(partsOn(temp), { sampling: { strategy: 'random', n: 3, seed: 5 } });
    const counts = [
      await run(temp, monitor),
      await run(temp, monitor),
      await run(temp, monitor),
      await run(temp, monitor),
    ];
    expect(counts.map((done) => [done.counts.unseen, done.counts.scored])).toEqual([
      [7, 3],
      [4, 3],
      [1, 1],
      [0, 0],
    ]);
    expect(await scoredIds(temp)).toEqual(ids);
  });

  test('looks only at its window, at what has settled, and at what its filters let through', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 10);
    const monitor = monitorOf(partsOn(temp), {
      window: { lookback_minutes: 8, settle_minutes: 3 },
      filters: [{ path: 'trace.traceId', matches: '00[2-5]$' }],
    });
    expect((await run(temp, monitor)).counts).toMatchObject({ fetched: 5, matched: 4 });
    expect(await scoredIds(temp)).toEqual(['trace-002', 'trace-003', 'trace-004', 'trace-005']);
  });

  test('evaluates so many at the same time, with so much time between the starts', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 6);
    let running = 0;
    let most = 0;
    const starts: number[] = [];
    const slow: MonitorScorer = {
      id: 'slow',
      summary: 'takes a second',
      needs: 'summary',
      async score() {
        starts.push(temp.outside.clock.now());
        most = Math.max(most, (running += 1));
        await temp.outside.clock.sleep(1000);
        running -= 1;
        return { value: 1, passed: true, reason: 'Slow.' };
      },
    };
    const values = { scorers: ['slow'], evaluation: { concurrency: 2, throttle_ms: 200 } };
    const done = run(temp, monitorOf(partsOn(temp), values, { scorers: [slow] }));
    await until(() => starts.length > 0);
    for (let count = 0; count < 100; count += 1) await temp.outside.clock.advance(100);
    expect((await done).counts.scored).toBe(6);
    expect(most).toBe(2);
    expect(Math.min(...starts.slice(1).map((at, index) => at - (starts[index] ?? 0)))).toBeGreaterThanOrEqual(200);
  });
});

describe('a run that is killed and begun again', () => {
  test('while it evaluates loses nothing and evaluates nothing twice', async () => {
    await using temp = await openTempStore();
    const ids = await storeSummaries(temp, 6);
    const killed = new AbortController();
    const scorer = countingScorer();
    const kills: MonitorScorer = {
      ...scorer,
      async score(item, signal) {
        if (scorer.asked.length === 3) killed.abort(new Error('killed'));
        killed.signal.throwIfAborted();
        return scorer.score(item, signal);
      },
    };
    const values = { scorers: ['counting'], evaluation: { concurrency: 1 } };
    const steps = new Map<string, unknown>();
    const context = runContext({ steps });
    const first = run(temp, monitorOf(partsOn(temp), values, { scorers: [kills] }), partsOn(temp), {
      ...context,
      signal: killed.signal,
    });
    await expect(first).rejects.toThrow('killed');
    expect(scorer.asked).toHaveLength(3);
    expect(await scoredIds(temp)).toEqual([]);
    // What came meanwhile belongs to the next run.
    await storeSummaries(temp, 2, 'meanwhile');
    const done = await run(temp, monitorOf(partsOn(temp), values, { scorers: [scorer] }), partsOn(temp), context);
    expect(scorer.asked.toSorted()).toEqual(ids);
    expect(done).toMatchObject({ counts: { fetched: 6, scored: 6 }, scores: [{ scorer: 'counting', n: 6 }] });
    expect(await scoredIds(temp)).toEqual(ids);
  });

  test('while it publishes neither loses a result nor publishes it twice', async () => {
    await using temp = await openTempStore();
    const ids = await storeSummaries(temp, 120);
    const killed = new AbortController();
    const steady = target('steady', { isDown: false });
    const kills: MonitorTarget = {
      ...steady,
      async publish(results, params, parts, signal) {
        if (steady.got.length === 100) killed.abort(new Error('killed'));
        signal.throwIfAborted();
        await steady.publish(results, params, parts, signal);
      },
    };
    const values = { publish: ['store', 'steady'], scorers: ['counting'], window: { lookback_minutes: 200 } };
    const scorer = countingScorer();
    const context = runContext();
    const monitor = monitorOf(partsOn(temp), values, { scorers: [scorer], targets: [kills] });
    await expect(run(temp, monitor, partsOn(temp), { ...context, signal: killed.signal })).rejects.toThrow('killed');
    expect(steady.got).toHaveLength(100);
    const again = monitorOf(partsOn(temp), values, { scorers: [scorer], targets: [steady] });
    const done = await run(temp, again, partsOn(temp), context);
    expect(steady.got.map(({ itemId }) => itemId).toSorted()).toEqual(ids);
    expect(scorer.asked).toHaveLength(120);
    expect(done.scores).toMatchObject([{ n: 120 }]);
    expect(await scoredIds(temp)).toEqual(ids);
  });
});

describe('a target that is away', () => {
  test('holds up no other, and gets its results later without a new evaluation', async () => {
    await using temp = await openTempStore();
    const ids = await storeSummaries(temp, 3);
    const state = { isDown: true };
    const away = target('away', state);
    const scorer = countingScorer();
    const monitor = monitorOf(
      partsOn(temp),
      { scorers: ['counting'], publish: ['away', 'store'] },
      { scorers: [scorer], targets: [away] },
    );
    const first = await run(temp, monitor);
    expect(first.outcome).toBe('done');
    expect(first.targets).toEqual([
      { target: 'away', published: 0, waiting: 3, error: 'away is away.' },
      { target: 'store', published: 3, waiting: 0, error: null },
    ]);
    expect(await temp.store.scores.ofTrace(ids[0] ?? '')).toHaveLength(1);
    expect(await scoredIds(temp)).toEqual([]);
    expect((await run(temp, monitor)).counts).toMatchObject({ unseen: 0, scored: 0 });
    state.isDown = false;
    expect((await run(temp, monitor)).targets).toMatchObject([
      { target: 'away', published: 3, waiting: 0 },
      { published: 0 },
    ]);
    expect(away.got.map(({ itemId }) => itemId)).toEqual(ids);
    expect(scorer.asked).toHaveLength(3);
    expect(await scoredIds(temp)).toEqual(ids);
  });

  test('and is taken out of the file wants nothing any more', async () => {
    await using temp = await openTempStore();
    const ids = await storeSummaries(temp, 2);
    const away = target('away', { isDown: true });
    const plugins = { scorers: [countingScorer()], targets: [away] };
    await run(temp, monitorOf(partsOn(temp), { scorers: ['counting'], publish: ['store', 'away'] }, plugins));
    expect(await temp.store.monitors.outbox.waitingCounts()).toEqual([{ monitor: 'own', target: 'away', count: 2 }]);
    await run(temp, monitorOf(partsOn(temp), { scorers: ['counting'] }, plugins));
    expect(await temp.store.monitors.outbox.waitingCounts()).toEqual([]);
    expect(await scoredIds(temp)).toEqual(ids);
  });

  test('still gets what waits where the source is broken', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 2);
    const state = { isDown: true };
    const away = target('away', state);
    const values = { scorers: ['counting'], publish: ['away'] };
    const plugins = { scorers: [countingScorer()], targets: [away] };
    await run(temp, monitorOf(partsOn(temp), values, plugins));
    state.isDown = false;
    const broken = partsOn(temp, {
      analytics: {
        searchTraces: () =>
          Promise.reject(new AppError({ code: 'analytics_timeout', message: 'Too slow.', retryable: true })),
      },
    });
    const context = runContext();
    await expect(run(temp, monitorOf(broken, values, plugins), broken, context)).rejects.toMatchObject({
      code: 'analytics_timeout',
    });
    expect(away.got).toHaveLength(2);
    expect(await temp.store.monitors.runs.get(context.runId)).toMatchObject({
      outcome: 'failed',
      failure: { code: 'analytics_timeout' },
      targets: [{ published: 2 }],
    });
  });
});

describe('an item that fails', () => {
  const broken = new AppError({ code: 'odd', message: 'It is odd.' });
  const busy = new AppError({ code: 'model_rate_limited', message: 'Busy.', retryable: true });

  test('for good is recorded with the reason and not tried again', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 3);
    const scorer = countingScorer((traceId) => (traceId === 'trace-001' ? broken : 1));
    const monitor = monitorOf(partsOn(temp), { scorers: ['counting'] }, { scorers: [scorer] });
    expect((await run(temp, monitor)).counts).toMatchObject({ scored: 2, failed: 1 });
    expect((await run(temp, monitor)).counts).toMatchObject({ unseen: 0 });
    const items = await temp.store.monitors.scored.list({ limit: 10 });
    expect(items.find(({ itemId }) => itemId === 'trace-001')).toMatchObject({
      outcome: 'failed',
      reason: 'counting: It is odd.',
    });
  });

  test('for now is tried by the next runs, and not for ever', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 2);
    const scorer = countingScorer((traceId) => (traceId === 'trace-000' ? busy : 1));
    const values = { scorers: ['counting'], evaluation: { max_attempts: 3 } };
    const monitor = monitorOf(partsOn(temp), values, { scorers: [scorer] });
    const counts = [
      await run(temp, monitor),
      await run(temp, monitor),
      await run(temp, monitor),
      await run(temp, monitor),
    ];
    expect(counts.map((done) => [done.counts.postponed, done.counts.failed, done.counts.unseen])).toEqual([
      [1, 0, 2],
      [1, 0, 1],
      [0, 1, 1],
      [0, 0, 0],
    ]);
    expect(scorer.asked.filter((id) => id === 'trace-000')).toHaveLength(3);
  });

  test('that gets well meanwhile is scored', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 1);
    let isBusy = true;
    const scorer = countingScorer(() => (isBusy ? busy : 0.75));
    const monitor = monitorOf(partsOn(temp), { scorers: ['counting'] }, { scorers: [scorer] });
    await run(temp, monitor);
    isBusy = false;
    expect((await run(temp, monitor)).scores).toEqual([{ scorer: 'counting', n: 1, mean: 0.75, passed: 1 }]);
  });

  test('in one scorer keeps the scores of the others; a broken scorer gives no score', async () => {
    await using temp = await openTempStore();
    const [id = ''] = await storeSummaries(temp, 1);
    const scorer = countingScorer(() => broken);
    const monitor = monitorOf(partsOn(temp), { scorers: ['counting', 'grounding'] }, { scorers: [scorer] });
    expect((await run(temp, monitor)).counts).toMatchObject({ scored: 1, failed: 0 });
    expect((await temp.store.scores.ofTrace(id)).map(({ name }) => name)).toEqual(['grounding']);
    expect(await temp.store.monitors.scored.list({ limit: 1 })).toMatchObject([
      { outcome: 'scored', reason: 'counting: It is odd.' },
    ]);
  });

  test('and takes too long is stopped', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 1);
    let asked = 0;
    const deaf: MonitorScorer = { ...countingScorer(), score: () => new Promise(() => (asked += 1)) };
    const values = { scorers: ['counting'], evaluation: { timeout_ms: 1000, max_attempts: 1 } };
    const done = run(temp, monitorOf(partsOn(temp), values, { scorers: [deaf] }));
    await until(() => asked === 1);
    await temp.outside.clock.advance(1000);
    expect((await done).counts).toMatchObject({ failed: 1 });
  });

  test('with a value outside 0 to 1 is not published', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 1);
    const scorer = countingScorer(() => 1.5);
    const monitor = monitorOf(partsOn(temp), { scorers: ['counting'] }, { scorers: [scorer] });
    expect((await run(temp, monitor)).counts).toMatchObject({ failed: 1, scored: 0 });
  });

  test('because its page is gone says so', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 1);
    const gone = partsOn(temp, { summaries: { byTrace: () => Promise.resolve(null) } });
    await run(temp, monitorOf(gone), gone);
    expect(await temp.store.monitors.scored.list({ limit: 1 })).toMatchObject([
      { outcome: 'failed', reason: expect.stringContaining('No summary of this run is stored') },
    ]);
  });
});

test('a run whose newest summary is of a later trace is scored from the files of its own', async () => {
  await using temp = await openTempStore();
  const [id = ''] = await storeSummaries(temp, 1);
  const summary = await temp.store.summaries.byTrace(id);
  const gone = partsOn(temp, { summaries: { byTrace: () => Promise.resolve(null) } });
  const at = temp.outside.clock.now();
  await temp.store.artifacts.put(id, 'evidence.json', JSON.stringify(summary?.evidence), at);
  await temp.store.artifacts.put(id, 'stage_a_facts.json', JSON.stringify(summary?.factSheet), at);
  await temp.store.artifacts.put(id, 'stage_b_result.json', JSON.stringify(summary?.draft), at);
  expect((await run(temp, monitorOf(gone), gone)).counts).toMatchObject({ scored: 1 });
});
