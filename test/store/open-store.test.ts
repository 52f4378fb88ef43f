import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { parseDatabasePath } from '../../src/store/database-path.ts';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';
import { sampleModelCall } from '../support/sample-model-call.ts';
import { sampleSpans } from '../support/sample-spans.ts';
import { createPostgresDatabase } from '../support/postgres-database.ts';
import { openTempStore } from '../support/temp-store.ts';
import { dialects, openTestDatabase } from '../support/test-databases.ts';
import { migrate } from '../../src/store/migrate.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';

describe('the database setting', () => {
  test.each([
    ['data/gloss.db', 'data/gloss.db'],
    ['sqlite:data/gloss.db', 'data/gloss.db'],
    ['sqlite://data/gloss.db', 'data/gloss.db'],
    ['sqlite:///var/lib/gloss.db', '/var/lib/gloss.db'],
    ['SQLite:/var/lib/gloss.db', '/var/lib/gloss.db'],
    ['file:gloss.db', 'gloss.db'],
    [':memory:', ':memory:'],
    ['C:\\gloss\\gloss.db', 'C:\\gloss\\gloss.db'],
  ])('takes %s as the file %s', (url, path) => {
    expect(parseDatabasePath(url)).toBe(path);
    expect(StoreSettings.safeParse({ databaseUrl: url }).success).toBe(true);
  });

  test.each(['redis://ana:secret@db/gloss', 'mariadb:///gloss', 'mysql://db/x', 'sqlite:', 'sqlite://'])(
    'refuses %s in words, without its password',
    (url) => {
      expect(() => parseDatabasePath(url)).toThrow(expect.objectContaining({ code: 'database_unsupported' }));
      const problem = StoreSettings.safeParse({ databaseUrl: url }).error?.issues[0]?.message ?? '';
      expect(problem).toContain('must be a SQLite file');
      expect(problem).not.toContain('secret');
    },
  );
});

describe('opening the store', () => {
  test('makes both files in a folder that was not there, each with its own safety', async () => {
    const folder = createTempFolder();
    const settings = StoreSettings.parse({
      databaseUrl: `sqlite:${join(folder, 'deep', 'gloss.db')}`,
      tracesFile: join(folder, 'deep', 'traces.db'),
    });
    const store = await openStore(settings, createTestOutside());
    expect(readdirSync(join(folder, 'deep'))).toEqual(expect.arrayContaining(['gloss.db', 'traces.db']));
    await store.close();
    await store.close();
  });

  test.each([
    ['full', 2],
    ['normal', 1],
  ] as const)('a file that is opened %s says so to SQLite', (synchronous, level) => {
    const folder = createTempFolder();
    const database = openSqlite({ path: join(folder, 'a.db'), busyTimeoutMs: 1234, synchronous });
    const pragma = (name: string) => database.handle.pragma(name, { simple: true });
    expect([pragma('synchronous'), pragma('journal_mode'), pragma('foreign_keys'), pragma('busy_timeout')]).toEqual([
      level,
      'wal',
      1,
      1234,
    ]);
    database.close();
  });

  test('in memory works and leaves no file anywhere', async () => {
    const before = readdirSync('.');
    const settings = StoreSettings.parse({ databaseUrl: ':memory:', tracesFile: ':memory:' });
    const store = await openStore(settings, createTestOutside());
    await store.jobs.enqueue([{ key: 'a', kind: 'link', payload: 1 }]);
    expect(await store.jobs.claim('link')).toMatchObject({ payload: 1 });
    expect(await store.jobs.recover([])).toEqual({ requeued: 0, dead: 0, cancelled: 0 });
    expect(readdirSync('.')).toEqual(before);
    await store.close();
  });

  test.each([
    ['all of it', ':memory:', ':memory:'],
    ['only traces', 'gloss.db', ':memory:'],
    ['all but traces', ':memory:', 'traces.db'],
  ])('that keeps %s in memory reads figures of both', async (_what, main, traces) => {
    const folder = createTempFolder();
    const place = (name: string): string => (name === ':memory:' ? name : join(folder, name));
    const settings = StoreSettings.parse({ databaseUrl: place(main), tracesFile: place(traces) });
    const store = await openStore(settings, createTestOutside());
    const atMs = Date.UTC(2026, 2, 1);
    await store.spans.insertSpans(sampleSpans({ traceId: 'a', startMs: atMs, costUsd: 0.25 }));
    await store.modelCalls.add(sampleModelCall('1', atMs, { costUsd: 0.75 }));
    const { total, byUser } = await store.analytics.costs({ fromMs: atMs, toMs: atMs + 5000 });
    expect(total).toMatchObject({ usd: 0.75, calls: 1 });
    expect(byUser.map(({ key, usd }) => [key, usd])).toEqual([
      ['U1', 0.5],
      [null, 0.25],
    ]);
    expect(await store.purge()).toMatchObject({ spans: 0 });
    await store.close();
  });

  test('refuses a file that a newer version wrote, names it, and leaves it as it is', async () => {
    await using temp = await openTempStore();
    await temp.store.close();
    const raw = new Sqlite(join(temp.folder, 'gloss.db'));
    raw.exec("insert into gloss_migrations values ('0099_teleport', 1)");
    const before = raw.serialize();
    await expect(temp.openAnother()).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringContaining('0099_teleport'),
    });
    expect(raw.serialize().equals(before)).toBe(true);
    raw.close();
  });

  test('says what is wrong with a file that is no database', async () => {
    const folder = createTempFolder();
    const path = join(folder, 'gloss.db');
    writeFileSync(path, 'hello, this is certainly not a database file\n'.repeat(50));
    const settings = StoreSettings.parse({ databaseUrl: path, tracesFile: join(folder, 'traces.db') });
    await expect(openStore(settings, createTestOutside())).rejects.toMatchObject({ code: 'database_open_failed' });
  });
});

describe.each(dialects)('a store on %s', (dialect) => {
  test('finds what was stored before', async () => {
    await using temp = await openTempStore({ dialect });
    await temp.store.jobs.enqueue([{ key: 'a', kind: 'link', payload: 1 }]);
    await temp.store.close();
    expect((await (await temp.openAnother()).jobs.counts()).queued).toBe(1);
  });

  test('refuses what a newer version wrote, names it, and leaves it as it is', async () => {
    await using place = await openTestDatabase(dialect);
    const { kysely } = place.database;
    await kysely.insertInto('gloss_migrations').values({ name: '0099_teleport', applied_at: 1 }).execute();
    const before = await kysely.selectFrom('gloss_migrations').selectAll().orderBy('name').execute();
    await expect(migrate(place.database, 'of the test', [], 2)).rejects.toMatchObject({
      code: 'database_newer',
      message: expect.stringContaining('0099_teleport'),
    });
    expect(await kysely.selectFrom('gloss_migrations').selectAll().orderBy('name').execute()).toEqual(before);
  });

  test('is safe where several programs start at once on an empty one', { timeout: 60_000 }, async () => {
    const folder = createTempFolder();
    await using postgres = dialect === 'postgres' ? await createPostgresDatabase() : null;
    const databaseUrl = postgres?.url ?? join(folder, 'gloss.db');
    const starter = join(import.meta.dirname, '../support/store-starter.ts');
    const codes = await Promise.all(
      Array.from({ length: 4 }, () => {
        const child = spawn(process.execPath, [starter, folder, databaseUrl], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        return new Promise((resolve) => child.once('exit', resolve));
      }),
    );
    expect(codes).toEqual([0, 0, 0, 0]);
    const settings = StoreSettings.parse({ databaseUrl, tracesFile: join(folder, 'traces.db') });
    const store = await openStore(settings, createTestOutside());
    expect((await store.jobs.counts()).queued).toBe(4);
    await store.close();
  });
});

describe('the lock of an owner', () => {
  test('is taken by whoever takes jobs, not by who only stores them, and is tidied away', async () => {
    await using temp = await openTempStore();
    const locks = () => readdirSync(temp.folder).filter((name) => name.includes('-owner-'));
    await temp.store.jobs.enqueue([{ key: 'a', kind: 'link', payload: 1 }]);
    expect(locks()).toEqual([]);
    await temp.store.jobs.claim('link');
    expect(locks()).toHaveLength(1);
    await temp.store.close();
    expect(locks()).toEqual([]);
  });

  test('that a killed process left behind is removed by the next', async () => {
    await using temp = await openTempStore();
    const left = join(temp.folder, 'gloss.db-owner-dead');
    writeFileSync(left, '');
    await temp.store.jobs.claim('link');
    expect(existsSync(left)).toBe(false);
  });
});
