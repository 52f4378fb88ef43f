import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import type { StoreFiles } from '../../../src/store/backup/back-up.ts';
import { migrateStore } from '../../../src/store/migrate-store/migrate-store.ts';
import type { MigrateStoreOptions } from '../../../src/store/migrate-store/migrate-store.ts';
import { openStore } from '../../../src/store/open-store.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import { createTempFolder } from '../../support/create-temp-folder.ts';
import { fillStore } from '../../support/fill-store.ts';
import { createPostgresDatabase } from '../../support/postgres-database.ts';
import { rawRows } from '../../support/raw-rows.ts';
import { until } from '../../support/until.ts';
import { createRealOutside } from '../../support/real-outside.ts';
import { findPostgres } from '../../support/postgres.ts';

const outside = createRealOutside();
const keys = [Buffer.alloc(32, 7).toString('base64')];
const root = join(import.meta.dirname, '../../..');

/** A store that was used and closed. */
async function filledFiles(): Promise<StoreFiles> {
  const folder = createTempFolder();
  const files = { mainPath: join(folder, 'gloss.db'), tracesPath: join(folder, 'traces.db') };
  const settings = StoreSettings.parse({
    databaseUrl: files.mainPath,
    tracesFile: files.tracesPath,
    encryptionKeys: keys,
  });
  const store = await openStore(settings, outside);
  await fillStore(store);
  await store.close();
  return files;
}

function optionsOf(from: StoreFiles, to: string, more: Partial<MigrateStoreOptions> = {}): MigrateStoreOptions {
  return { from, to, encryptionKeys: keys, progress: () => undefined, ...more };
}

const tablesOf = (url: string) => rawRows(url, `select tablename from pg_tables where schemaname = 'public'`);

const connectionsOf = (url: string) =>
  rawRows(url, `select pid from pg_stat_activity where datname = current_database()`);

describe.skipIf(findPostgres() === null)('a store that is copied to PostgreSQL', () => {
  test('has all rows of every table there, and everything that was kept is found by the program', async () => {
    const files = await filledFiles();
    await using target = await createPostgresDatabase();
    const tables = await migrateStore(optionsOf(files, target.url), outside);
    // A table without rows would prove nothing: test/support/fill-store.ts fills each.
    expect(tables.filter(({ rows }) => rows === 0).map(({ name }) => name)).toEqual([]);
    expect(tables.reduce((sum, { changedTexts }) => sum + changedTexts, 0)).toBe(0);

    const sealed = await rawRows(target.url, `select count(*)::int as n from summaries where body like 'gloss1:%'`);
    expect(sealed).toEqual([{ n: 31 }]);
    const settings = StoreSettings.parse({ databaseUrl: target.url, encryptionKeys: keys });
    const store = await openStore(settings, outside);
    try {
      expect(await store.audit.verify()).toMatchObject({ brokenAt: null, count: 3 });
      const scope = { teamId: 'T1', channelIds: ['C1'] };
      expect(await store.library.search('kelp 7', scope, { limit: 3 })).toMatchObject([{ summaryId: 'page-7' }]);
      expect((await store.summaries.get('page-2'))?.costUsd).toBe(0.1 + 2 * 0.2);
      // What was running when the program stopped is taken over as after a crash, and what waited goes on.
      expect(await store.jobs.recover([])).toEqual({ requeued: 1, dead: 0, cancelled: 0 });
      const claims = [await store.jobs.claim('link'), await store.jobs.claim('link'), await store.jobs.claim('link')];
      expect(new Set(claims.map((claim) => claim && JSON.stringify([claim.payload, claim.steps.size])))).toEqual(
        new Set(['[{"text":"second – ü"},1]', '[{"text":"third – ü"},0]', null]),
      );
      // Numbers go on where SQLite stopped.
      await store.prompts.moveLabel({
        name: 'stage-b-compose-reply',
        label: 'candidate',
        version: '111111111111',
        kind: 'promote',
        changedBy: 'U1',
        changedAt: 1,
        reason: null,
      });
      expect((await store.prompts.labelHistory('stage-b-compose-reply')).map(({ id }) => id)).toEqual([3, 2, 1]);
    } finally {
      await store.close();
    }
  });

  test('is refused where rows that were read back differ, by the name of the table', async () => {
    const files = await filledFiles();
    await using target = await createPostgresDatabase();
    // A database that changes what it is given: whenever the table is made, a trigger is put on it.
    await rawRows(
      target.url,
      `create function spoil() returns trigger language plpgsql as $$ begin new.at := new.at + 1; return new; end $$;
       create function plant() returns event_trigger language plpgsql as $$ begin
         if to_regclass('marks') is not null and not exists (select 1 from pg_trigger where tgname = 'spoil_marks') then
           create trigger spoil_marks before insert on marks for each row execute function spoil();
         end if;
       end $$;
       create event trigger plant on ddl_command_end when tag in ('CREATE TABLE') execute function plant();`,
    );
    await expect(migrateStore(optionsOf(files, target.url), outside)).rejects.toMatchObject({
      code: 'migrate_differs',
      message: 'What PostgreSQL holds is not what was copied: marks (1 rows, 1 after copying).',
    });
    expect(await tablesOf(target.url)).toEqual([]);
  });

  test('that was broken off leaves the database empty, and is copied when it is begun again', async () => {
    const files = await filledFiles();
    await using target = await createPostgresDatabase();
    const args = ['--from', files.mainPath, '--from-traces', files.tracesPath];
    const script = [join(root, 'scripts/migrate-store.ts'), ...args];
    const env = { ...process.env, DATABASE_URL: target.url, GLOSS_STORE_ENCRYPTION_KEYS: keys.join(',') };
    const first = spawn(process.execPath, script, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    first.stdout.on('data', (chunk: Buffer) => {
      if (chunk.includes('comparing')) first.kill('SIGKILL');
    });
    expect(await once(first, 'exit')).toEqual([null, 'SIGKILL']);
    await until(async () => (await connectionsOf(target.url)).length === 1);
    expect(await tablesOf(target.url)).toEqual([]);
    const second = spawn(process.execPath, script, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    second.stdout.on('data', (chunk: Buffer) => (said += chunk.toString()));
    expect(await once(second, 'exit')).toEqual([0, null]);
    expect(said).toMatch(/summaries +31 +[0-9a-f]{16}/);
    expect(said).toMatch(/Copied and compared: \d+ rows of \d+ tables/);
    expect(said).not.toContain('never-shown');
  }, 60_000);

  test('loses only what PostgreSQL cannot hold, and says so', async () => {
    const files = await filledFiles();
    const raw = new Sqlite(files.mainPath);
    raw.prepare('insert into marks (name, at) values (?, 1)').run('with\0zero');
    raw.close();
    await using target = await createPostgresDatabase();
    const tables = await migrateStore(optionsOf(files, target.url), outside);
    expect(tables.filter(({ changedTexts }) => changedTexts > 0)).toMatchObject([{ name: 'marks', changedTexts: 1 }]);
    expect(await rawRows(target.url, `select name from marks where name like 'with%'`)).toEqual([{ name: 'withzero' }]);
  });

  test('may have no file of traces', async () => {
    const files = await filledFiles();
    rmSync(files.tracesPath);
    await using target = await createPostgresDatabase();
    const tables = await migrateStore(optionsOf(files, target.url), outside);
    expect(tables.map(({ name }) => name)).not.toContain('spans');
    expect(await rawRows(target.url, 'select count(*)::int as n from spans')).toEqual([{ n: 0 }]);
  });
});

describe.skipIf(findPostgres() === null)('copying is refused', () => {
  test('into a database that is not empty', async () => {
    const files = await filledFiles();
    await using target = await createPostgresDatabase();
    const store = await openStore(StoreSettings.parse({ databaseUrl: target.url }), outside);
    await store.close();
    await expect(migrateStore(optionsOf(files, target.url), outside)).rejects.toMatchObject({
      code: 'migrate_target_not_empty',
    });
  });

  test('into a database that does not keep texts as UTF-8', async () => {
    const files = await filledFiles();
    await using target = await createPostgresDatabase();
    const latin = new URL(target.url);
    latin.pathname = `${latin.pathname}_latin`;
    const name = latin.pathname.slice(1);
    await rawRows(target.url, `create database ${name} template template0 encoding 'LATIN1' locale 'C'`);
    try {
      await expect(migrateStore(optionsOf(files, latin.href), outside)).rejects.toMatchObject({
        code: 'migrate_target_encoding',
      });
    } finally {
      await rawRows(target.url, `drop database ${name} with (force)`);
    }
  });

  test('from a store that a running program holds, and where somebody writes meanwhile', async () => {
    const files = await filledFiles();
    await using target = await createPostgresDatabase();
    const settings = StoreSettings.parse({
      databaseUrl: files.mainPath,
      tracesFile: files.tracesPath,
      encryptionKeys: keys,
    });
    const store = await openStore(settings, outside);
    // Whoever takes jobs holds the store.
    await store.jobs.claim('link');
    await expect(migrateStore(optionsOf(files, target.url), outside)).rejects.toMatchObject({ code: 'store_in_use' });
    await store.close();
    const writer = new Sqlite(files.mainPath);
    const progress = (line: string): void => {
      if (line === 'comparing') writer.prepare(`insert into marks (name, at) values ('late', 1)`).run();
    };
    await expect(migrateStore(optionsOf(files, target.url, { progress }), outside)).rejects.toMatchObject({
      code: 'store_in_use',
      message: `Somebody wrote meanwhile to ${files.mainPath}.`,
    });
    writer.close();
    expect(await tablesOf(target.url)).toEqual([]);
  });

  test('from a store of another version, and from what is none', async () => {
    const files = await filledFiles();
    await using target = await createPostgresDatabase();
    const copy = () => migrateStore(optionsOf(files, target.url), outside);
    const raw = new Sqlite(files.mainPath);
    raw.prepare(`delete from gloss_migrations where name = '0023_channel_settings'`).run();
    await expect(copy()).rejects.toMatchObject({ code: 'migrate_source_older' });
    raw
      .prepare(`insert into gloss_migrations (name, applied_at) values ('0023_channel_settings', 1), ('9999_new', 1)`)
      .run();
    await expect(copy()).rejects.toMatchObject({ code: 'database_newer' });
    raw.exec('drop table gloss_migrations');
    raw.close();
    await expect(copy()).rejects.toMatchObject({ code: 'migrate_no_source' });
    rmSync(files.mainPath);
    await expect(copy()).rejects.toMatchObject({ code: 'migrate_no_source' });
  });
});
