import { describe, expect, test } from 'vitest';
import type { MonitorResult, MonitorRun, ScoredItem } from '../../../src/core/monitor.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

const at = Date.UTC(2026, 2, 2, 9);

const result = (itemId: string, more: Partial<MonitorResult> = {}): MonitorResult => ({
  source: 'traces',
  monitor: 'own',
  itemId,
  runId: 'run-1',
  teamId: 'T1',
  traceId: itemId,
  summaryId: null,
  channelId: null,
  url: null,
  happenedAt: at - 60_000,
  evaluatedAt: at,
  scores: [{ scorer: 'grounding', value: 0.5, passed: true, reason: 'Half of it.' }],
  errors: [],
  costUsd: 0.001,
  ...more,
});

const run = (id: string, more: Partial<MonitorRun> = {}): MonitorRun => ({
  id,
  monitor: 'own',
  source: 'traces',
  startedBy: 'clock',
  startedAt: at,
  finishedAt: null,
  outcome: 'running',
  window: { fromMs: at - 60_000, toMs: at },
  counts: { fetched: 0, matched: 0, unseen: 0, sampled: 0, scored: 0, failed: 0, postponed: 0 },
  targets: [],
  scores: [],
  failure: null,
  costUsd: null,
  ...more,
});

describe.each(dialects)('monitors on %s', (dialect) => {
  test('a result waits for each of its targets and is a scored item once the last has it', async () => {
    await using temp = await openTempStore({ dialect });
    const { outbox, scored } = temp.store.monitors;
    const broken = result('b', {
      evaluatedAt: at + 1,
      errors: [{ scorer: 'coverage', reason: 'It was away.' }],
    });
    await outbox.keep(broken, ['store', 'langfuse']);
    await outbox.keep(result('a'), ['store', 'langfuse']);
    await outbox.keep(result('a', { runId: 'run-2' }), ['store', 'langfuse']);
    expect(await outbox.waiting('own', 'store', 10)).toEqual([result('a'), broken]);
    expect(await outbox.ofRun('own', 'run-1')).toHaveLength(2);
    expect(await outbox.waitingCounts()).toEqual([
      { monitor: 'own', target: 'langfuse', count: 2 },
      { monitor: 'own', target: 'store', count: 2 },
    ]);
    await outbox.delivered('store', [result('a'), broken], at + 5);
    expect(await scored.outcomes('traces', 'own', ['a', 'b', 'c'])).toEqual(
      new Map([
        ['a', 'waiting'],
        ['b', 'waiting'],
      ]),
    );
    await outbox.delivered('langfuse', [broken], at + 6);
    await outbox.forgetOtherTargets('own', ['store'], at + 7);
    expect(await scored.list({ limit: 10 })).toEqual([
      { source: 'traces', monitor: 'own', itemId: 'a', outcome: 'scored', reason: null, scoredAt: at + 7 },
      {
        source: 'traces',
        monitor: 'own',
        itemId: 'b',
        outcome: 'scored',
        reason: 'coverage: It was away.',
        scoredAt: at + 6,
      },
    ]);
    expect(await outbox.waitingCounts()).toEqual([]);
  });

  test('two processes that take the last deliveries of an item away at the same moment record it once', async () => {
    await using temp = await openTempStore({ dialect });
    const here = temp.store.monitors;
    const there = (await temp.openAnother()).monitors;
    const results = Array.from({ length: 10 }, (_, index) => result(`item-${index}`));
    await Promise.all(
      results.flatMap((one) => [here, there].map(({ outbox }) => outbox.keep(one, ['store', 'langfuse']))),
    );
    expect(await here.outbox.waitingCounts()).toMatchObject([{ count: 10 }, { count: 10 }]);
    await Promise.all(
      results.flatMap((one) => [
        here.outbox.delivered('store', [one], at),
        there.outbox.delivered('langfuse', [one], at),
        there.outbox.delivered('store', [one], at),
      ]),
    );
    expect(await there.scored.counts()).toEqual([{ source: 'traces', monitor: 'own', scored: 10, failed: 0 }]);
    expect(await here.outbox.ofRun('own', 'run-1')).toEqual([]);
    expect(await here.outbox.waitingCounts()).toEqual([]);
  });

  test('failures are counted over processes, and a result ends the count', async () => {
    await using temp = await openTempStore({ dialect });
    const here = temp.store.monitors.outbox;
    const there = (await temp.openAnother()).monitors.outbox;
    const counts = await Promise.all(
      [here, there, here, there].map((outbox) => outbox.countFailure(result('a'), 'away', at)),
    );
    expect(counts.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4]);
    await here.keep(result('a'), []);
    expect(await there.countFailure(result('a'), 'away', at)).toBe(1);
  });

  test('scored items are added once and listed by key, page by page', async () => {
    await using temp = await openTempStore({ dialect });
    const { scored } = temp.store.monitors;
    const item = (itemId: string, more: Partial<ScoredItem> = {}): ScoredItem => ({
      source: 'traces',
      monitor: 'own',
      itemId,
      outcome: 'scored',
      reason: null,
      scoredAt: at,
      ...more,
    });
    const items = [item('B'), item('a'), item('a', { monitor: 'other', outcome: 'failed', reason: 'Gone.' })];
    expect(await scored.add(items)).toBe(3);
    expect(await scored.add([item('a', { scoredAt: 1 }), item('c')])).toBe(1);
    const first = await scored.list({ limit: 2 });
    const rest = await scored.list({ limit: 2, after: first[1] });
    // By their bytes: capitals before small letters.
    expect([...first, ...rest].map(({ monitor, itemId }) => `${monitor}/${itemId}`)).toEqual([
      'other/a',
      'own/B',
      'own/a',
      'own/c',
    ]);
    expect(await scored.list({ monitor: 'other', limit: 9 })).toEqual([items[2]]);
    expect(await scored.counts()).toEqual([
      { source: 'traces', monitor: 'other', scored: 0, failed: 1 },
      { source: 'traces', monitor: 'own', scored: 3, failed: 0 },
    ]);
    const many = Array.from({ length: 1201 }, (_, index) => `none-${index}`);
    expect(await scored.outcomes('traces', 'own', [...many, 'c'])).toEqual(new Map([['c', 'scored']]));
  });

  test('runs come back as they were put last, newest first', async () => {
    await using temp = await openTempStore({ dialect });
    const { runs } = temp.store.monitors;
    await runs.put(run('run-1'));
    const done = run('run-1', { finishedAt: at + 1500, outcome: 'done', costUsd: 0.25 });
    await runs.put(done);
    await runs.put(run('run-2', { startedAt: at + 1, monitor: 'other' }));
    expect(await runs.get('run-1')).toEqual(done);
    expect(await runs.get('none')).toBeNull();
    expect((await runs.list({ limit: 5 })).map(({ id }) => id)).toEqual(['run-2', 'run-1']);
    expect((await runs.list({ monitor: 'own', limit: 5 })).map(({ id }) => id)).toEqual(['run-1']);
    expect((await runs.list({ fromMs: at, toMs: at + 1, limit: 5 })).map(({ id }) => id)).toEqual(['run-1']);
  });
});
