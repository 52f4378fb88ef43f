import { Client } from 'pg';
import { expect, test } from 'vitest';
import type { Store } from '../../../src/store/open-store.ts';
import { openTempStore } from '../../support/temp-store.ts';
import type { TempStore } from '../../support/temp-store.ts';
import { until } from '../../support/until.ts';
import { findPostgres } from '../../support/postgres.ts';

async function ask(temp: TempStore, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: temp.settings.databaseUrl });
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows;
  } finally {
    await client.end();
  }
}

const listenerIds = (temp: TempStore) =>
  ask(temp, `select pid from pg_stat_activity where query like 'listen gloss_news%' or query = 'select 1'`);

/** Hears into a list, from the moment the database knows. */
async function hearing(temp: TempStore, ...stores: Store[]): Promise<string[][]> {
  const heard = stores.map(({ news }) => {
    const own: string[] = [];
    news.hear('prompt', (text) => own.push(text));
    return own;
  });
  await until(async () => (await listenerIds(temp)).length === stores.length);
  return heard;
}

test.skipIf(findPostgres() === null)(
  'what one process tells, the others hear, each once and in order, and it does not itself',
  async () => {
    await using temp = await openTempStore({ dialect: 'postgres' });
    const other = await temp.openAnother();
    const third = await temp.openAnother();
    const [here, there, alsoThere] = await hearing(temp, temp.store, other, third);
    temp.store.news.tell('prompt', 'stage-a with "quotes", spaces and Übung');
    temp.store.news.tell('figures', 'nobody here listens for it');
    temp.store.news.tell('prompt', 'stage-b');
    other.news.tell('prompt', 'stage-c');
    await until(() => there?.length === 2 && alsoThere?.length === 3 && here?.length === 1);
    expect(there).toEqual(['stage-a with "quotes", spaces and Übung', 'stage-b']);
    expect(here).toEqual(['stage-c']);
    expect(alsoThere?.toSorted()).toEqual(['stage-a with "quotes", spaces and Übung', 'stage-b', 'stage-c']);
  },
);

test.skipIf(findPostgres() === null)(
  'a text that is too long is left out, and a listener that fails is no matter for the next',
  async () => {
    await using temp = await openTempStore({ dialect: 'postgres' });
    const other = await temp.openAnother();
    other.news.hear('prompt', () => {
      throw new Error('broken');
    });
    const [heard] = await hearing(temp, other);
    temp.store.news.tell('prompt', 'ü'.repeat(3501));
    temp.store.news.tell('prompt', 'ü'.repeat(3500));
    await until(() => heard?.length === 1);
    expect(heard?.[0]).toHaveLength(3500);
    expect(temp.outside.logged.map(({ message }) => message)).toEqual(
      expect.arrayContaining(['news were too long to be told', 'news of another process could not be taken']),
    );
  },
);

test.skipIf(findPostgres() === null)('a connection that breaks is made anew', async () => {
  await using temp = await openTempStore({ dialect: 'postgres' });
  const other = await temp.openAnother();
  const [heard] = await hearing(temp, other);
  const [before] = await listenerIds(temp);
  await ask(temp, `select pg_terminate_backend(${String(before?.['pid'])})`);
  await until(async () => {
    await temp.outside.clock.advance(100);
    const [now] = await listenerIds(temp);
    return now !== undefined && now['pid'] !== before?.['pid'];
  });
  temp.store.news.tell('prompt', 'again');
  await until(() => heard?.length === 1);
  expect(heard).toEqual(['again']);
});

test('SQLite has one process, which tells nobody', async () => {
  await using temp = await openTempStore();
  const heard: string[] = [];
  temp.store.news.hear('prompt', (text) => heard.push(text));
  temp.store.news.tell('prompt', 'stage-a');
  expect(heard).toEqual([]);
});
