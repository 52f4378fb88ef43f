import { describe, expect, test } from 'vitest';
import type { MonitorResult } from '../../src/core/monitor.ts';
import { openResultDatabase } from '../../src/store/postgres/result-database.ts';
import { freePort } from '../support/free-port.ts';
import { findPostgres, startPostgres } from '../support/postgres.ts';
import { openTempStore } from '../support/temp-store.ts';
import { monitorOf, partsOn, run, storeSummaries } from '../support/test-monitor.ts';

function result(more: Partial<MonitorResult> = {}): MonitorResult {
  return {
    source: 'traces',
    monitor: 'own',
    itemId: 'trace-1',
    runId: 'run-1',
    teamId: 'T1',
    traceId: 'trace-1',
    summaryId: null,
    channelId: 'C1',
    url: 'https://ferry.example/log',
    happenedAt: Date.UTC(2026, 2, 2, 8, 30),
    evaluatedAt: Date.UTC(2026, 2, 2, 9),
    scores: [
      { scorer: 'grounding', value: 0.75, passed: true, reason: "It's 'quoted'; drop table x;" },
      { scorer: 'voice', value: 0, passed: false, reason: '…' },
    ],
    errors: [],
    costUsd: null,
    ...more,
  };
}

// Without PostgreSQL on the machine these are shown as skipped; CI installs it and lets nothing be skipped.
describe.skipIf(findPostgres() === null)('results in PostgreSQL', () => {
  test('are rows of runs, items and scores, and the same result again is the same rows', async () => {
    await using postgres = await startPostgres();
    const database = openResultDatabase({ url: postgres.url, schema: 'gloss', timeoutMs: 10_000 });
    await database.write([result(), result({ itemId: 'trace-2' })]);
    await database.write([
      result({ runId: 'run-2', scores: [{ scorer: 'voice', value: 1, passed: true, reason: 'Now.' }] }),
    ]);
    await database.write([]);
    await database.close();
    expect(await postgres.query('select run_id, monitor, source from gloss.monitor_runs order by run_id')).toEqual([
      { run_id: 'run-1', monitor: 'own', source: 'traces' },
      { run_id: 'run-2', monitor: 'own', source: 'traces' },
    ]);
    expect(
      await postgres.query(
        `select item_id, run_id, happened_at, cost_usd, scorer, value, passed, reason
         from gloss.monitor_items join gloss.monitor_scores using (source, monitor, item_id) order by item_id, scorer`,
      ),
    ).toMatchObject([
      { item_id: 'trace-1', run_id: 'run-2', scorer: 'grounding', value: 0.75, reason: "It's 'quoted'; drop table x;" },
      { item_id: 'trace-1', scorer: 'voice', value: 1, passed: true, happened_at: new Date('2026-03-02T08:30:00Z') },
      { item_id: 'trace-2', run_id: 'run-1', scorer: 'grounding', cost_usd: null },
      { item_id: 'trace-2', scorer: 'voice', value: 0, passed: false },
    ]);
  });

  test('are made by two processes at once without a collision, and all of a batch or nothing is there', async () => {
    await using postgres = await startPostgres();
    const open = () => openResultDatabase({ url: postgres.url, schema: 'quality', timeoutMs: 10_000 });
    const databases = [open(), open(), open()];
    await Promise.all(databases.map((database, index) => database.write([result({ itemId: `trace-${index}` })])));
    const [first] = databases;
    const bad = result({ itemId: 'bad', scores: [{ scorer: 'voice', value: 2, passed: true, reason: 'Too much.' }] });
    await expect(first?.write([result({ itemId: 'good' }), bad])).rejects.toMatchObject({ code: 'postgres_failed' });
    for (const database of databases) await database.close();
    expect(await postgres.query('select item_id from quality.monitor_items order by 1')).toEqual([
      { item_id: 'trace-0' },
      { item_id: 'trace-1' },
      { item_id: 'trace-2' },
    ]);
  });

  test('come from a monitor, and wait while the database is away', async () => {
    await using temp = await openTempStore();
    await storeSummaries(temp, 3);
    const parts = partsOn(temp);
    const away = `postgres://gloss:never-shown@127.0.0.1:${await freePort()}/postgres`;
    const first = await run(
      temp,
      monitorOf(parts, { publish: ['store', { type: 'postgres', url: away, timeout_ms: 2000 }] }),
      parts,
    );
    expect(first.targets).toMatchObject([{ published: 3 }, { target: 'postgres', published: 0, waiting: 3 }]);
    expect(first.targets[1]?.error).toContain('ECONNREFUSED');
    expect(first.targets[1]?.error).not.toContain('never-shown');
    await using postgres = await startPostgres();
    const publish = ['store', { type: 'postgres', url: postgres.url }];
    const second = await run(temp, monitorOf(parts, { publish }), parts);
    expect(second.targets[1]).toEqual({ target: 'postgres', published: 3, waiting: 0, error: null });
    expect(
      await postgres.query('select count(*)::int as n, avg(value) >= 0 as known from gloss.monitor_scores'),
    ).toEqual([{ n: 6, known: true }]);
  });
});
