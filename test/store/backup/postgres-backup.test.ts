import { appendFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { backUp } from '../../../src/store/backup/back-up.ts';
import { dumpCommand, dumpDatabase } from '../../../src/store/backup/postgres/dump-database.ts';
import { describeCommand } from '../../../src/store/backup/postgres/pg-tool.ts';
import { restoreDatabase } from '../../../src/store/backup/postgres/restore-database.ts';
import { restore } from '../../../src/store/backup/restore.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/open-store.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import { createTempFolder } from '../../support/create-temp-folder.ts';
import { createPostgresDatabase } from '../../support/postgres-database.ts';
import { findPostgres } from '../../support/postgres.ts';
import { rawRows } from '../../support/raw-rows.ts';
import { createRealOutside } from '../../support/real-outside.ts';
import { samplePageSummary } from '../../support/sample-page-summary.ts';
import { until } from '../../support/until.ts';
import { openTempStore } from '../../support/temp-store.ts';

const outside = createRealOutside();
const now = new Date('2026-03-01T12:00:00Z');
const environment = { PATH: `${findPostgres()}:${process.env['PATH']}` };

async function openOn(url: string): Promise<Store> {
  return openStore(StoreSettings.parse({ databaseUrl: url }), outside);
}

/** Writes jobs with an audit row each until it is stopped. */
function write(store: Store): { stop(): Promise<number> } {
  let isStopped = false;
  const run = async (): Promise<number> => {
    for (let count = 1; ; count += 1) {
      await store.jobs.enqueue([{ key: `job-${count}`, kind: 'link', payload: { count } }]);
      await store.audit.record({
        teamId: 'T1',
        actorId: 'U1',
        action: 'summary.change',
        target: `job-${count}`,
        before: null,
        after: null,
        reason: null,
        outcome: 'done',
      });
      if (isStopped) return count;
    }
  };
  const running = run();
  return {
    stop() {
      isStopped = true;
      return running;
    },
  };
}

describe.skipIf(findPostgres() === null)('a backup of PostgreSQL', () => {
  test('under load is one moment, and is the same rows after it was restored into another database', async () => {
    await using source = await createPostgresDatabase();
    await using target = await createPostgresDatabase();
    const store = await openOn(source.url);
    const folder = join(createTempFolder(), 'monday');
    try {
      await store.summaries.save(samplePageSummary({ id: 's', url: 'https://a.example/1', title: 'Kelp' }));
      const writer = write(store);
      await until(async () => (await store.jobs.counts()).queued > 20);
      const manifest = await dumpDatabase({ url: source.url, environment }, folder, now);
      const written = await writer.stop();
      const [dump] = manifest.files;
      const jobs = dump?.tables['jobs']?.rows ?? 0;
      expect(written).toBeGreaterThan(jobs);
      // A job and its audit row are two commits: one moment holds as many of the one as of the other, or one less.
      expect(jobs - (dump?.tables['audit']?.rows ?? 0)).toBeOneOf([0, 1]);
      expect(readdirSync(folder).toSorted()).toEqual(['backup.json', 'gloss.dump']);

      expect(await restoreDatabase({ url: target.url, environment }, folder)).toEqual(manifest);
      const restored = await openOn(target.url);
      try {
        expect(await restored.audit.verify()).toMatchObject({ brokenAt: null, count: dump?.tables['audit']?.rows });
        const scope = { teamId: 'T1', channelIds: ['C1'] };
        expect(await restored.library.search('kelp', scope, { limit: 3 })).toHaveLength(1);
        expect(await restored.jobs.claim('link')).toMatchObject({ kind: 'link' });
      } finally {
        await restored.close();
      }
    } finally {
      await store.close();
    }
  });

  test('is restored into an empty database only, and only as it was', async () => {
    await using source = await createPostgresDatabase();
    await using target = await createPostgresDatabase();
    await (await openOn(source.url)).close();
    const folder = join(createTempFolder(), 'monday');
    await dumpDatabase({ url: source.url, environment }, folder, now);
    await expect(restoreDatabase({ url: source.url, environment }, folder)).rejects.toMatchObject({
      code: 'store_exists',
    });
    await expect(dumpDatabase({ url: source.url, environment }, folder, now)).rejects.toMatchObject({
      code: 'backup_exists',
    });
    appendFileSync(join(folder, 'gloss.dump'), 'x');
    await expect(restoreDatabase({ url: target.url, environment }, folder)).rejects.toMatchObject({
      code: 'backup_damaged',
    });
    expect(await rawRows(target.url, `select 1 from pg_tables where schemaname = 'public'`)).toEqual([]);
  });

  test('names the table where what was restored differs', async () => {
    await using source = await createPostgresDatabase();
    await using target = await createPostgresDatabase();
    const store = await openOn(source.url);
    await store.marks.set('heard', 5);
    await store.close();
    const folder = join(createTempFolder(), 'monday');
    await dumpDatabase({ url: source.url, environment }, folder, now);
    // A database that changes what it is given: whenever the table is made, a trigger is put on it.
    await rawRows(
      target.url,
      `create function spoil() returns trigger language plpgsql as $$ begin new.at := new.at + 1; return new; end $$;
       create function plant() returns event_trigger language plpgsql as $$ begin
         if to_regclass('public.marks') is not null and not exists (select 1 from pg_trigger where tgname = 'spoil_marks') then
           create trigger spoil_marks before insert on public.marks for each row execute function public.spoil();
         end if;
       end $$;
       create event trigger plant on ddl_command_end when tag in ('CREATE TABLE') execute function plant();`,
    );
    await expect(restoreDatabase({ url: target.url, environment }, folder)).rejects.toMatchObject({
      code: 'backup_damaged',
      message: 'What was restored is not what was backed up: marks.',
    });
  });

  test('needs the programs of PostgreSQL, and says what to type without the password', async () => {
    await using source = await createPostgresDatabase();
    const folder = join(createTempFolder(), 'monday');
    const without = { url: source.url, environment: { PATH: '/nowhere' } };
    const { host, pathname } = new URL(source.url);
    await expect(dumpDatabase(without, folder, now)).rejects.toMatchObject({
      code: 'backup_no_tool',
      hint: expect.stringContaining(`--dbname=postgres://gloss@${host}${pathname}`) as string,
    });
    expect(existsSync(folder)).toBe(false);
    const command = describeCommand(
      dumpCommand(`postgres://gloss:never-shown@db/x?password=no&sslmode=require`, '/a b'),
    );
    expect(command).toBe(
      `pg_dump --format=custom --no-owner --no-privileges '--file=/a b/gloss.dump' '--dbname=postgres://gloss@db/x?sslmode=require'`,
    );
  });

  test('is not restored to SQLite, nor one of SQLite to PostgreSQL', async () => {
    await using target = await createPostgresDatabase();
    await using temp = await openTempStore();
    const files = { mainPath: temp.settings.databaseUrl, tracesPath: temp.settings.tracesFile };
    const ofSqlite = join(createTempFolder(), 'b');
    await backUp(files, ofSqlite, now);
    await expect(restoreDatabase({ url: target.url, environment }, ofSqlite)).rejects.toMatchObject({
      code: 'backup_unreadable',
    });
    const ofPostgres = join(createTempFolder(), 'b');
    await dumpDatabase({ url: target.url, environment }, ofPostgres, now);
    await expect(restore(ofPostgres, files, { replace: true, now })).rejects.toMatchObject({
      code: 'backup_unreadable',
    });
  });
});
