import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { describe, expect, test } from 'vitest';
import { createDiskBarrier } from '../../src/store/disk-barrier.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';

function openInFolder() {
  const folder = createTempFolder();
  const path = join(folder, 'a.db');
  const database = openSqlite({ path, busyTimeoutMs: 1000, synchronous: 'full' });
  database.handle.exec('create table marks (name text)');
  return {
    path,
    database,
    level: () => database.handle.pragma('synchronous', { simple: true }),
    [Symbol.dispose]() {
      database.close();
    },
  };
}

describe('the disk barrier', () => {
  test('takes the wait for the disk off one transaction and off no other', () => {
    using temp = openInFolder();
    const inside = temp.database.barrier.relaxed(() => temp.level());
    expect([temp.level(), inside, temp.level()]).toEqual([2, 1, 2]);
  });

  test('puts it back where the transaction fails', () => {
    using temp = openInFolder();
    const { barrier, handle } = temp.database;
    expect(() => barrier.relaxed(() => handle.exec('insert into missing values (1)'))).toThrow('no such table');
    expect(temp.level()).toBe(2);
  });

  test('is reached by all who wait, however they come, and what was committed is there for another reader', async () => {
    using temp = openInFolder();
    const { barrier, handle } = temp.database;
    const insert = handle.prepare('insert into marks values (?)');
    const waits = Array.from({ length: 20 }, (_, index) => {
      barrier.relaxed(() => insert.run(`mark ${index}`));
      return barrier.reached();
    });
    await Promise.all(waits);
    await barrier.reached();
    const reader = new Sqlite(temp.path, { readonly: true });
    expect(reader.prepare('select count(*) from marks').pluck().get()).toBe(20);
    reader.close();
  });

  test('waits for no disk where there is none, and for nothing after the end', async () => {
    const memory = openSqlite({ path: ':memory:', busyTimeoutMs: 1000, synchronous: 'full' });
    await expect(memory.barrier.reached()).resolves.toBeUndefined();
    memory.close();
    using temp = openInFolder();
    const last = temp.database.barrier.reached();
    temp.database.barrier.close();
    await expect(last).resolves.toBeUndefined();
    await expect(temp.database.barrier.reached()).resolves.toBeUndefined();
  });

  test('says so where the log cannot be brought to the disk, and tries again the next time', async () => {
    const handle = new Sqlite(':memory:');
    const barrier = createDiskBarrier(handle, {
      path: join(tmpdir(), 'gloss-no-such-folder', 'a.db'),
      synchronous: 'full',
    });
    await expect(barrier.reached()).rejects.toThrow('ENOENT');
    await expect(barrier.reached()).rejects.toThrow('ENOENT');
    handle.close();
  });
});
