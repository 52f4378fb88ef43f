import { describe, expect, test } from 'vitest';
import { sampleExport } from '../../support/sample-export.ts';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

describe.each(dialects)('exports on %s', (dialect) => {
  test('change in what a change names, also where two change them at once', async () => {
    await using temp = await openTempStore({ dialect });
    const other = await temp.openAnother();
    const { exports } = temp.store;
    await exports.create(sampleExport());
    await Promise.all([
      exports.update('e1', { trainCount: 8 }),
      other.exports.update('e1', { validationCount: 2 }),
      exports.update('e1', { status: 'done' }),
      other.exports.update('none', { status: 'failed' }),
    ]);
    expect(await exports.get('e1')).toEqual(sampleExport({ trainCount: 8, validationCount: 2, status: 'done' }));
    expect(await exports.get('none')).toBeNull();
  });

  test('are listed by team, newest first, and are due when their time is over', async () => {
    await using temp = await openTempStore({ dialect });
    const { exports } = temp.store;
    await exports.create(sampleExport({ id: 'a', status: 'done' }));
    await exports.create(sampleExport({ id: 'b', status: 'failed', createdAt: 200, expiresAt: 1001 }));
    await exports.create(sampleExport({ id: 'c', status: 'running' }));
    await exports.create(sampleExport({ id: 'd', teamId: 'T2' }));
    expect((await exports.list('T1', 2)).map(({ id }) => id)).toEqual(['b', 'c']);
    expect((await exports.due(1000)).map(({ id }) => id)).toEqual(['a']);
  });
});
