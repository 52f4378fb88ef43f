import Sqlite from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openTempStore } from '../support/temp-store.ts';

/** Makes every commit fail that changed a job, as it does where the disk is full. */
const breakCommits = `
  create table owed (id integer primary key);
  create table broken (owed integer references owed (id) deferrable initially deferred);
  create trigger break_commit after update on jobs begin insert into broken values (1); end;
`;

test('a job is not taken where that could not be stored', async () => {
  await using temp = await openTempStore();
  const { jobs } = temp.store;
  await jobs.enqueue([{ key: 'one', kind: 'a', payload: {}, maxAttempts: 3 }]);
  const file = new Sqlite(temp.settings.databaseUrl);
  try {
    file.exec(breakCommits);
    await expect(jobs.claim('a')).rejects.toThrow('FOREIGN KEY');
    file.exec('drop trigger break_commit');
    expect(await jobs.claim('a')).toMatchObject({ kind: 'a', attempt: 1 });
    expect(await jobs.claim('a')).toBeNull();
  } finally {
    file.close();
  }
});
