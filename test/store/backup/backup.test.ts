import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openStore } from '../../../src/store/open-store.ts';
import { backUp } from '../../../src/store/backup/back-up.ts';
import type { StoreFiles } from '../../../src/store/backup/back-up.ts';
import { restore } from '../../../src/store/backup/restore.ts';
import { sealTables } from '../../../src/store/backup/seal-tables.ts';
import { StoreSettings } from '../../../src/store/settings.ts';
import { createTempFolder } from '../../support/create-temp-folder.ts';
import { sampleSummary } from '../../support/sample-summary.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { createTestOutside } from '../../support/test-outside.ts';

const now = new Date('2026-03-01T12:00:00Z');

function filesIn(folder: string): StoreFiles {
  return { mainPath: join(folder, 'gloss.db'), tracesPath: join(folder, 'traces.db') };
}

/** A store that was filled and closed. */
async function filledFolder(): Promise<string> {
  const folder = createTempFolder();
  const settings = StoreSettings.parse({
    databaseUrl: join(folder, 'gloss.db'),
    tracesFile: join(folder, 'traces.db'),
  });
  const store = await openStore(settings, createTestOutside());
  await store.summaries.save(sampleSummary());
  await store.artifacts.put('a'.repeat(32), 'evidence.json', '{}', 1);
  await store.close();
  return folder;
}

describe('a backup', () => {
  test('under load is one moment of the store, and is the same rows after it was restored elsewhere', async () => {
    const folder = createTempFolder();
    const writer = spawn(process.execPath, [join(import.meta.dirname, '../../support/busy-program.ts'), folder], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(writer, 'exit');
    try {
      await once(writer.stdout, 'data');
      const target = join(createTempFolder(), 'monday');
      const manifest = await backUp(filesIn(folder), target, now);
      const main = manifest.files.find(({ name }) => name === 'gloss.db');
      expect(main?.tables['jobs']?.rows).toBeGreaterThanOrEqual(100);
      // A job and its audit row are two commits: one moment holds as many of the one as of the other, or one less.
      expect((main?.tables['jobs']?.rows ?? 0) - (main?.tables['audit']?.rows ?? 0)).toBeOneOf([0, 1]);
      await once(writer.stdout, 'data');

      const elsewhere = createTempFolder();
      await restore(target, filesIn(elsewhere), { replace: false, now });
      expect(sealTables(join(elsewhere, 'gloss.db'))).toEqual(main?.tables);
      const settings = StoreSettings.parse({
        databaseUrl: join(elsewhere, 'gloss.db'),
        tracesFile: join(elsewhere, 'traces.db'),
      });
      const store = await openStore(settings, createTestOutside());
      try {
        expect(await store.audit.verify()).toMatchObject({ brokenAt: null, count: main?.tables['audit']?.rows });
      } finally {
        await store.close();
      }
    } finally {
      writer.kill('SIGKILL');
      await ended;
    }
  });

  test('of an unchanged store holds exactly its rows', async () => {
    const folder = await filledFolder();
    const { files } = await backUp(filesIn(folder), join(createTempFolder(), 'b'), now);
    expect(files.map(({ name, tables }) => [name, tables])).toEqual([
      ['traces.db', sealTables(join(folder, 'traces.db'))],
      ['gloss.db', sealTables(join(folder, 'gloss.db'))],
    ]);
    expect(files[1]?.tables['summaries']?.rows).toBe(1);
    expect(files[0]?.tables['artifacts']?.rows).toBe(1);
  });

  test('never writes over another one, and leaves nothing behind where it fails', async () => {
    const folder = await filledFolder();
    const target = createTempFolder();
    writeFileSync(join(target, 'note.txt'), 'mine');
    await expect(backUp(filesIn(folder), target, now)).rejects.toMatchObject({ code: 'backup_exists' });
    await expect(backUp(filesIn(createTempFolder()), join(target, 'b'), now)).rejects.toMatchObject({
      code: 'backup_no_store',
    });
    writeFileSync(join(folder, 'traces.db'), 'this is no database, but it is long enough to be taken for one');
    await expect(backUp(filesIn(folder), join(target, 'c'), now)).rejects.toMatchObject({ code: 'backup_failed' });
    expect(readdirSync(target)).toEqual(['note.txt']);
  });
});

describe('a restore', () => {
  test('refuses what is damaged, missing or no backup', async () => {
    const target = join(createTempFolder(), 'b');
    await backUp(filesIn(await filledFolder()), target, now);
    const elsewhere = filesIn(createTempFolder());
    const attempt = () => restore(target, elsewhere, { replace: false, now });
    appendFileSync(join(target, 'gloss.db'), 'x');
    await expect(attempt()).rejects.toMatchObject({ code: 'backup_damaged' });
    const bytes = readFileSync(join(target, 'gloss.db')).subarray(0, -1);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    writeFileSync(join(target, 'gloss.db'), bytes);
    await expect(attempt()).rejects.toMatchObject({ code: 'backup_damaged' });
    rmSync(join(target, 'gloss.db'));
    await expect(attempt()).rejects.toMatchObject({ code: 'backup_damaged' });
    rmSync(join(target, 'backup.json'));
    await expect(attempt()).rejects.toMatchObject({ code: 'backup_unreadable' });
    expect(existsSync(elsewhere.mainPath)).toBe(false);
  });

  test('moves what stands there aside when it is told to, and only then', async () => {
    const target = join(createTempFolder(), 'b');
    await backUp(filesIn(await filledFolder()), target, now);
    const other = filesIn(await filledFolder());
    const before = sealTables(other.mainPath);
    await expect(restore(target, other, { replace: false, now })).rejects.toMatchObject({ code: 'store_exists' });
    const { movedTo } = await restore(target, other, { replace: true, now });
    expect(movedTo).toHaveLength(2);
    expect(sealTables(movedTo.find((path) => path.includes('gloss.db')) ?? '')).toEqual(before);
  });

  test('refuses to work under a running program', async () => {
    await using temp = await openTempStore();
    // Whoever takes jobs holds the store.
    await temp.store.jobs.claim('link');
    const target = join(createTempFolder(), 'b');
    await backUp(filesIn(temp.folder), target, now);
    await expect(restore(target, filesIn(temp.folder), { replace: true, now })).rejects.toMatchObject({
      code: 'store_in_use',
    });
  });
});
