import { describe, expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { all, change, first, statement } from '../../src/store/database.ts';
import type { Work } from '../../src/store/database.ts';
import { numberedText } from '../../src/store/postgres/numbered-text.ts';
import { openPostgres } from '../../src/store/postgres/postgres-database.ts';
import { freePort } from '../support/free-port.ts';
import { dialects, openTestDatabase } from '../support/test-databases.ts';
import { createTestOutside } from '../support/test-outside.ts';

const putMark = statement<{ name: string; at: number }>(
  `insert into marks (name, at) values (@name, @at) on conflict (name) do update set at = excluded.at`,
);
const selectMark = statement<{ name: string }, { at: number; quoted: string }>(
  `select at, 'an @at in quotes' as quoted from marks where name = @name`,
);

describe.each(dialects)('on %s', (dialect) => {
  test('statements and queries answer alike', async () => {
    await using temp = await openTestDatabase(dialect);
    const { database } = temp;
    const found = await database.transact('marks', function* () {
      const put = yield* change(putMark, { name: 'a', at: 1_700_000_000_000 });
      const mark = yield* first(selectMark, { name: 'a' });
      const none = yield* first(selectMark, { name: 'b' });
      const rows = yield* all(database.kysely.selectFrom('marks').selectAll());
      const gone = yield* change(database.kysely.deleteFrom('marks').where('name', '=', 'a'));
      return { put, mark, none, rows, gone };
    });
    expect(found).toEqual({
      put: 1,
      mark: { at: 1_700_000_000_000, quoted: 'an @at in quotes' },
      none: undefined,
      rows: [{ name: 'a', at: 1_700_000_000_000 }],
      gone: 1,
    });
  });

  test('a work that fails leaves nothing', async () => {
    await using temp = await openTestDatabase(dialect);
    const { database } = temp;
    const fails = database.transact('marks', function* (): Work<void> {
      yield* change(putMark, { name: 'a', at: 1 });
      throw new AppError({ code: 'stale', message: 'Too late.' });
    });
    await expect(fails).rejects.toMatchObject({ code: 'stale' });
    expect(await database.read(() => all(selectMark, { name: 'a' }))).toEqual([]);
  });

  test('works of one lock happen one after the other', async () => {
    await using temp = await openTestDatabase(dialect);
    const { database } = temp;
    const countUp = () =>
      database.transact(['marks', 'counting'], function* () {
        const mark = yield* first(selectMark, { name: 'count' });
        yield* change(putMark, { name: 'count', at: (mark?.at ?? 0) + 1 });
      });
    await Promise.all(Array.from({ length: 20 }, countUp));
    const mark = await database.read(() => first(selectMark, { name: 'count' }));
    expect(mark?.at).toBe(20);
  });

  test('texts compare by their bytes', async () => {
    await using temp = await openTestDatabase(dialect);
    const { database } = temp;
    await database.transact('marks', function* () {
      for (const name of ['b', 'B', 'a', 'Z', '_', '1']) yield* change(putMark, { name, at: 0 });
    });
    const rows = await database.kysely.selectFrom('marks').select('name').orderBy('name').execute();
    expect(rows.map(({ name }) => name)).toEqual(['1', 'B', 'Z', '_', 'a', 'b']);
  });
});

test('a PostgreSQL that is not there is said so, to be tried again', async () => {
  const url = `postgres://gloss:secret-word@127.0.0.1:${await freePort()}/gloss`;
  const database = openPostgres(
    { url, poolSize: 3, queryTimeoutMs: 1000, busyTimeoutMs: 1000 },
    createTestOutside().log,
  );
  const wanted = { code: 'database_unavailable', retryable: true };
  await expect(database.transact('a', function* () {})).rejects.toMatchObject(wanted);
  await expect(
    database.kysely
      .selectFrom('marks' as never)
      .selectAll()
      .execute(),
  ).rejects.toMatchObject(wanted);
  await database.close();
});

test('names become numbers, each once, and quotes stay', () => {
  expect(numberedText(`select @a, @b, '@c ''@d', "x@y" where @a > 1`)).toEqual({
    text: `select $1, $2, '@c ''@d', "x@y" where $1 > 1`,
    names: ['a', 'b'],
  });
});
