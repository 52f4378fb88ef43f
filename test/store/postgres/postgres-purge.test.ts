import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import { createPostgresPurge } from '../../../src/store/postgres/postgres-purge.ts';
import { openPostgres } from '../../../src/store/postgres/postgres-database.ts';
import { purgeCutoffs } from '../../../src/store/purge-cutoffs.ts';
import type { MainSchema, TracesSchema } from '../../../src/store/schema.ts';
import { createTextSealer } from '../../../src/store/sealed-text.ts';
import { sampleSpans } from '../../support/sample-spans.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { findPostgres } from '../../support/postgres.ts';

const day = 86_400_000;

describe.skipIf(findPostgres() === null)('the daily purge on PostgreSQL', () => {
  test('removes what is too old and says how much', async () => {
    await using temp = await openTempStore({ dialect: 'postgres' });
    const { spans, artifacts } = temp.store;
    const now = temp.outside.clock.now();
    await spans.insertSpans(sampleSpans({ traceId: 'old', startMs: now - 31 * day }));
    await spans.insertSpans(sampleSpans({ traceId: 'kept', startMs: now - 29 * day }));
    await artifacts.put('old', 'evidence.json', '{}', now - 31 * day);
    expect(await temp.store.purge()).toMatchObject({ spans: 6, runs: 1, artifacts: 1, inputs: 0, freedBytes: 0 });
    expect(await spans.trace('old')).toEqual([]);
    expect(await spans.trace('kept')).toHaveLength(6);
  });

  test('is the work of one process at a time', async () => {
    await using temp = await openTempStore({ dialect: 'postgres' });
    const old = temp.outside.clock.now() - 31 * day;
    await temp.store.spans.insertSpans(sampleSpans({ traceId: 'old', startMs: old }));
    const other = new Client({ connectionString: temp.settings.databaseUrl });
    await other.connect();
    try {
      await other.query(`select pg_advisory_lock(hashtextextended('purge', 7303))`);
      expect(await temp.store.purge()).toMatchObject({ spans: 0, runs: 0 });
      // However the other one ends, its lock is free.
      await other.query(`select pg_advisory_unlock_all()`);
      expect(await temp.store.purge()).toMatchObject({ spans: 6, runs: 1 });
      expect(await temp.store.purge()).toMatchObject({ spans: 0, runs: 0 });
    } finally {
      await other.end();
    }
  });

  test('ends when it is closed, and leaves its lock and the rest to the next', async () => {
    await using temp = await openTempStore({ dialect: 'postgres' });
    const { outside, settings } = temp;
    const now = outside.clock.now();
    await temp.store.spans.insertSpans(sampleSpans({ traceId: 'old', startMs: now - 31 * day }));
    const { databaseUrl: url, poolSize, queryTimeoutMs, busyTimeoutMs } = settings;
    const limits = { poolSize, queryTimeoutMs, busyTimeoutMs };
    const database = openPostgres<MainSchema & TracesSchema>({ url, ...limits }, outside.log);
    const purge = createPostgresPurge(database, createTextSealer([]), outside, 60_000);
    const removing = purge.run(purgeCutoffs(settings, now));
    await purge.close();
    await database.close();
    expect(await removing).toMatchObject({ spans: 0, runs: 0 });
    expect(await temp.store.purge()).toMatchObject({ spans: 6, runs: 1 });
  });
});
