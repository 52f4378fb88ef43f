import { spawn } from 'node:child_process';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { Client } from 'pg';
import { describe, expect, test } from 'vitest';
import type { AuditEntry, AuditLog } from '../../src/core/audit.ts';
import { openTempStore } from '../support/temp-store.ts';
import type { TempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

const entry = (changes: Partial<AuditEntry> = {}): AuditEntry => ({
  teamId: 'T1',
  actorId: 'U1',
  action: 'prompt.promote',
  target: 'stage-b-compose-reply@prod',
  before: 'aaaaaaaaaaaa',
  after: 'bbbbbbbbbbbb',
  reason: 'the eval passed',
  outcome: 'done',
  ...changes,
});

async function fill(audit: AuditLog, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let index = 0; index < count; index += 1) ids.push((await audit.record(entry({ target: `row ${index}` }))).id);
  return ids;
}

/** Changes the database as somebody with access to it could. @returns how many rows it changed */
async function tamper(temp: TempStore, statement: string, ...values: unknown[]): Promise<number | null> {
  const { databaseUrl } = temp.settings;
  if (databaseUrl.startsWith('postgres')) {
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      return (await client.query(statement.replace('?', '$1'), values)).rowCount;
    } finally {
      await client.end();
    }
  }
  const file = new Database(databaseUrl);
  try {
    return file.prepare(statement).run(...values).changes;
  } finally {
    file.close();
  }
}

describe.each(dialects)('on %s', (dialect) => {
  describe('rows', () => {
    test('come back as they were recorded, newest first, with time, id and hash', async () => {
      await using temp = await openTempStore({ dialect });
      const { audit } = temp.store;
      const first = await audit.record(entry());
      await temp.outside.clock.advance(1000);
      const second = await audit.record(entry({ outcome: 'refused', before: null, after: 'role', reason: null }));
      expect(await audit.list('T1', { limit: 10 })).toEqual([second, first]);
      expect(first).toMatchObject(entry());
      expect(second.at - first.at).toBe(1000);
      expect(first.hash).toMatch(/^[0-9a-f]{64}$/);
      expect(second.hash).not.toBe(first.hash);
    });

    test('stay in their team', async () => {
      await using temp = await openTempStore({ dialect });
      await temp.store.audit.record(entry({ teamId: 'T2' }));
      expect(await temp.store.audit.list('T1', { limit: 10 })).toEqual([]);
      expect(await temp.store.audit.list('T2', { limit: 10 })).toHaveLength(1);
    });

    test('are found by who, what and how it went', async () => {
      await using temp = await openTempStore({ dialect });
      const { audit } = temp.store;
      await audit.record(entry({ target: 'a', action: 'prompt.promote' }));
      await audit.record(entry({ target: 'b', action: 'prompt.rollback', actorId: 'U2' }));
      await audit.record(entry({ target: 'c', action: 'prompts', outcome: 'refused' }));
      await audit.record(entry({ target: 'd', action: 'prompt', outcome: 'failed' }));
      await audit.record(entry({ target: 'e', action: 'alert.mute' }));
      const found = async (filter: Parameters<AuditLog['list']>[1]) =>
        (await audit.list('T1', filter)).map(({ target }) => target);
      expect(await found({ action: 'prompt', limit: 10 })).toEqual(['d', 'b', 'a']);
      expect(await found({ action: 'prompt.promote', limit: 10 })).toEqual(['a']);
      expect(await found({ action: 'prom', limit: 10 })).toEqual([]);
      expect(await found({ actorId: 'U2', limit: 10 })).toEqual(['b']);
      expect(await found({ outcome: 'refused', limit: 10 })).toEqual(['c']);
      expect(await found({ action: 'prompt', actorId: 'U1', outcome: 'done', limit: 10 })).toEqual(['a']);
    });

    test('are paged by the last one that was seen, also while new ones come', async () => {
      await using temp = await openTempStore({ dialect });
      const { audit } = temp.store;
      await fill(audit, 5);
      const page = async (beforeId?: string) => audit.list('T1', { limit: 2, beforeId });
      const first = await page();
      await audit.record(entry({ target: 'row 5' }));
      const second = await page(first.at(-1)?.id);
      const third = await page(second.at(-1)?.id);
      expect([first, second, third].map((rows) => rows.map(({ target }) => target))).toEqual([
        ['row 4', 'row 3'],
        ['row 2', 'row 1'],
        ['row 0'],
      ]);
      expect(await page('an id that is gone')).toEqual([]);
    });
  });

  describe('the chain', () => {
    test('holds over more rows than are read at once, and over a new start', async () => {
      await using temp = await openTempStore({ dialect });
      expect(await temp.store.audit.verify()).toEqual({ brokenAt: null, count: 0, lastHash: null });
      await fill(temp.store.audit, 1001);
      const again = await temp.openAnother();
      const { hash } = await again.audit.record(entry({ teamId: 'T2' }));
      expect(await again.audit.verify()).toEqual({ brokenAt: null, count: 1002, lastHash: hash });
    });

    test.each([
      ['target', 'another'],
      ['actor_id', 'U9'],
      ['action', 'prompt.show'],
      ['before', null],
      ['after', 'cccccccccccc'],
      ['reason', 'another one'],
      ['outcome', 'failed'],
      ['team_id', 'T9'],
      ['at', 1],
      ['id', 'another'],
      ['hash', 'f'.repeat(64)],
    ])('shows where %s of a row was changed', async (column, value) => {
      await using temp = await openTempStore({ dialect });
      const ids = await fill(temp.store.audit, 5);
      expect(await tamper(temp, `update audit set ${column} = ? where number = 3`, value)).toBe(1);
      const { brokenAt, count } = await temp.store.audit.verify();
      expect([brokenAt, count]).toEqual([column === 'id' ? 'another' : ids[2], 2]);
    });

    test('shows where a row was taken away, from the middle and from the beginning', async () => {
      await using temp = await openTempStore({ dialect });
      const ids = await fill(temp.store.audit, 5);
      await tamper(temp, 'delete from audit where number = 3');
      expect(await temp.store.audit.verify()).toMatchObject({ brokenAt: ids[3], count: 2 });
      await tamper(temp, 'delete from audit where number = 1');
      expect(await temp.store.audit.verify()).toEqual({ brokenAt: ids[1], count: 0, lastHash: null });
    });

    test('holds over texts that no database gives back as they came', async () => {
      await using temp = await openTempStore({ dialect });
      const { audit } = temp.store;
      // Half of a character, where a text was cut, and the character 0.
      const half = '📈'.slice(0, 1);
      const { hash } = await audit.record(entry({ reason: `${half} and \0 zero`, target: `a${half}`, before: '\0' }));
      expect(await audit.verify()).toEqual({ brokenAt: null, count: 1, lastHash: hash });
      expect(await audit.list('T1', { limit: 1 })).toMatchObject([{ reason: '\uFFFD and  zero', before: '', hash }]);
    });

    test('shows two rows that were swapped', async () => {
      await using temp = await openTempStore({ dialect });
      const ids = await fill(temp.store.audit, 4);
      await tamper(temp, 'update audit set number = 99 where number = 2');
      await tamper(temp, 'update audit set number = 2 where number = 3');
      await tamper(temp, 'update audit set number = 3 where number = 99');
      expect(await temp.store.audit.verify()).toMatchObject({ brokenAt: ids[2], count: 1 });
    });
  });

  test('two programs that write at once make one chain', { timeout: 30_000 }, async () => {
    await using temp = await openTempStore({ dialect });
    const { databaseUrl, tracesFile } = temp.settings;
    const writer = join(import.meta.dirname, '..', 'support', 'audit-writer.ts');
    const run = (actorId: string) =>
      new Promise<number | null>((resolve, reject) => {
        const child = spawn(process.execPath, [writer, databaseUrl, tracesFile, actorId, '200'], {
          stdio: ['ignore', 'ignore', 'inherit'],
        });
        child.once('error', reject);
        child.once('exit', resolve);
      });
    expect(await Promise.all([run('U1'), run('U2')])).toEqual([0, 0]);
    expect(await temp.store.audit.verify()).toMatchObject({ brokenAt: null, count: 400 });
    const rows = await temp.store.audit.list('T1', { limit: 400 });
    expect(rows.filter(({ actorId }) => actorId === 'U1')).toHaveLength(200);
  });
});
