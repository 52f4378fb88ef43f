import { describe, expect, test } from 'vitest';
import { openPostgres } from '../../../src/store/postgres/postgres-database.ts';
import { createPostgresReader } from '../../../src/store/postgres/postgres-reader.ts';
import type { MainSchema, TracesSchema } from '../../../src/store/schema.ts';
import { sampleSpans } from '../../support/sample-spans.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { createRealOutside } from '../../support/real-outside.ts';
import { findPostgres } from '../../support/postgres.ts';

const start = Date.UTC(2026, 2, 1);
/** No whole hour: the rows themselves are read. */
const window = { fromMs: start, toMs: start + 3_000_000 };

async function open(deadlineMs: number) {
  const temp = await openTempStore({ dialect: 'postgres' });
  const outside = { ...createRealOutside(), log: temp.outside.log };
  const { databaseUrl: url, poolSize, queryTimeoutMs, busyTimeoutMs } = temp.settings;
  const database = openPostgres<MainSchema & TracesSchema>(
    { url, poolSize, queryTimeoutMs, busyTimeoutMs },
    outside.log,
  );
  return {
    ...temp,
    database,
    run: createPostgresReader(database, deadlineMs, outside),
    async [Symbol.asyncDispose]() {
      await database.close();
      await temp[Symbol.asyncDispose]();
    },
  };
}

describe.skipIf(findPostgres() === null)('questions to PostgreSQL', () => {
  test('are answered from one moment, many at once', async () => {
    await using door = await open(20_000);
    await door.store.spans.insertSpans(sampleSpans({ traceId: 'a', startMs: start }));
    const answers = await Promise.all(Array.from({ length: 30 }, () => door.run('throughput', window, 'hour')));
    expect(answers.map(({ runs }) => runs)).toEqual(Array.from({ length: 30 }, () => 1));
  });

  test('that take too long are stopped in the database, and leave their connection to the next', async () => {
    await using door = await open(300);
    const blocker = await door.database.pool.connect();
    await blocker.query('begin');
    await blocker.query('lock table runs in access exclusive mode');
    await expect(door.run('throughput', window, 'hour')).rejects.toMatchObject({
      code: 'analytics_timeout',
      retryable: true,
    });
    const { rows } = await blocker.query<{ n: number }>(
      `select count(*) as n from pg_stat_activity where state = 'active' and wait_event_type = 'Lock' and datname = current_database()`,
    );
    expect(rows).toEqual([{ n: 0 }]);
    await blocker.query('rollback');
    blocker.release();
    expect(await door.run('throughput', window, 'hour')).toMatchObject({ runs: 0 });
    expect(door.outside.logged.map(({ message }) => message)).toContain('a query took too long');
  });

  test('that wait for others until their time is over are refused too', async () => {
    await using door = await open(300);
    const blocker = await door.database.pool.connect();
    await blocker.query('begin');
    await blocker.query('lock table runs in access exclusive mode');
    const answers = await Promise.allSettled(Array.from({ length: 6 }, () => door.run('throughput', window, 'hour')));
    expect(answers.map((answer) => answer.status === 'rejected' && (answer.reason as { code: string }).code)).toEqual(
      Array.from({ length: 6 }, () => 'analytics_timeout'),
    );
    await blocker.query('rollback');
    blocker.release();
  });

  test('that are wrong fail in words of ours, and the log says why', async () => {
    await using door = await open(5000);
    await door.database.pool.query('alter table runs rename to gone');
    await expect(door.run('throughput', window, 'hour')).rejects.toMatchObject({ code: 'analytics_failed' });
    expect(door.outside.logged.find(({ message }) => message === 'a query failed')?.fields).toMatchObject({
      query: 'throughput',
    });
    await expect(door.run('search', { cursor: 'x' })).rejects.toMatchObject({ code: 'analytics_bad_request' });
  });
});
