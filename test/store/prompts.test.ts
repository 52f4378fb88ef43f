import { describe, expect, test } from 'vitest';
import { openTempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

describe.each(dialects)('prompts on %s', (dialect) => {
  const version = (name: string, id: string, createdAt = 1) => ({
    name,
    version: id,
    content: `{"v":"${id}"}`,
    createdAt,
  });

  test('have versions that are added once and never change', async () => {
    await using temp = await openTempStore({ dialect });
    const { prompts } = temp.store;
    expect(await prompts.addVersion(version('stage-a', 'aaa'))).toBe(true);
    expect(await prompts.addVersion({ ...version('stage-a', 'aaa'), content: 'other' })).toBe(false);
    expect(await prompts.addVersion(version('stage-b', 'aaa'))).toBe(true);
    expect(await prompts.getVersion('stage-a', 'aaa')).toEqual(version('stage-a', 'aaa'));
    expect(await prompts.getVersion('stage-a', 'bbb')).toBeNull();
  });

  test('have labels that point to a version, with a history of their moves', async () => {
    await using temp = await openTempStore({ dialect });
    const { prompts } = temp.store;
    await prompts.addVersion(version('stage-a', 'aaa', 1));
    await prompts.addVersion(version('stage-a', 'bbb', 2));
    const sync = { kind: 'sync', changedBy: 'sync', reason: null } as const;
    const move = { name: 'stage-a', label: 'prod', version: 'aaa', changedAt: 5, ...sync };
    await prompts.moveLabel(move);
    expect(await prompts.moveLabel({ ...move, changedBy: 'U1', changedAt: 6 })).toEqual({
      outcome: 'unchanged',
      current: 'aaa',
    });
    expect(await prompts.labels('stage-a')).toEqual([
      { name: 'stage-a', label: 'prod', version: 'aaa', updatedBy: 'sync', updatedAt: 5 },
    ]);
    const promote = {
      ...move,
      version: 'bbb',
      kind: 'promote',
      changedBy: 'U1',
      changedAt: 7,
      reason: 'better',
    } as const;
    expect(await prompts.moveLabel({ ...promote, expected: { version: 'bbb' } })).toEqual({
      outcome: 'stale',
      current: 'aaa',
    });
    expect(await prompts.moveLabel({ ...promote, expected: { version: 'aaa' } })).toMatchObject({ outcome: 'moved' });
    await prompts.moveLabel({ ...move, label: 'candidate', changedAt: 8 });
    expect(await prompts.getByLabel('stage-a', 'prod')).toEqual({
      version: version('stage-a', 'bbb', 2),
      label: { name: 'stage-a', label: 'prod', version: 'bbb', updatedBy: 'U1', updatedAt: 7 },
    });
    expect(await prompts.getByLabel('stage-a', 'staging')).toBeNull();
    expect(await prompts.getByLabel('stage-b', 'prod')).toBeNull();
    const line = { name: 'stage-a', ...sync };
    expect(await prompts.labelHistory('stage-a')).toEqual([
      { ...line, id: 3, label: 'candidate', fromVersion: null, toVersion: 'aaa', changedAt: 8 },
      {
        ...line,
        id: 2,
        label: 'prod',
        fromVersion: 'aaa',
        toVersion: 'bbb',
        kind: 'promote',
        changedBy: 'U1',
        changedAt: 7,
        reason: 'better',
      },
      { ...line, id: 1, label: 'prod', fromVersion: null, toVersion: 'aaa', changedAt: 5 },
    ]);
    expect(await prompts.list()).toEqual([
      { ...version('stage-a', 'bbb', 2), labels: ['prod'] },
      { ...version('stage-a', 'aaa', 1), labels: ['candidate'] },
    ]);
  });

  test('refuse a label on a version that is not there, and write no history', async () => {
    await using temp = await openTempStore({ dialect });
    const { prompts } = temp.store;
    await prompts.addVersion(version('stage-b', 'aaa'));
    await expect(
      prompts.moveLabel({
        name: 'stage-a',
        label: 'prod',
        version: 'aaa',
        kind: 'promote',
        changedBy: 'U1',
        changedAt: 1,
        reason: null,
      }),
    ).rejects.toMatchObject({ code: 'unknown_prompt_version' });
    expect(await prompts.labelHistory('stage-a')).toEqual([]);
  });

  test('a label is moved by one of two processes at the same moment, from where both saw it', async () => {
    await using temp = await openTempStore({ dialect });
    const stores = [temp.store, await temp.openAnother()];
    const { prompts } = temp.store;
    for (const id of ['aaa', 'bbb', 'ccc']) await prompts.addVersion(version('stage-a', id));
    const move = { name: 'stage-a', label: 'prod', kind: 'promote', changedAt: 1, reason: null } as const;
    await prompts.moveLabel({ ...move, version: 'aaa', changedBy: 'U0' });
    const outcomes = await Promise.all(
      stores.map((store, index) =>
        store.prompts.moveLabel({
          ...move,
          version: index === 0 ? 'bbb' : 'ccc',
          changedBy: `U${index}`,
          expected: { version: 'aaa' },
        }),
      ),
    );
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['moved', 'stale']);
    const standing = (await prompts.getByLabel('stage-a', 'prod'))?.version.version;
    expect(outcomes.find(({ outcome }) => outcome === 'stale')).toEqual({ outcome: 'stale', current: standing });
    expect(await prompts.labelHistory('stage-a')).toHaveLength(2);
  });

  test('what was seen at the other end is kept by name and label', async () => {
    await using temp = await openTempStore({ dialect });
    const { prompts, promptRemotes } = temp.store;
    await prompts.addVersion(version('stage-a', 'aaa'));
    await prompts.addVersion(version('stage-a', 'bbb'));
    const seen = { name: 'stage-a', label: 'prod', version: 'aaa', remoteVersion: 3, fetchedAt: 1_700_000_000_000 };
    expect(await promptRemotes.get('stage-a', 'prod')).toBeNull();
    await promptRemotes.put(seen);
    await promptRemotes.put({ ...seen, version: 'bbb', remoteVersion: 4 });
    expect(await promptRemotes.get('stage-a', 'prod')).toEqual({ ...seen, version: 'bbb', remoteVersion: 4 });
  });

  test('one split of a prompt runs at a time, whoever starts it', async () => {
    await using temp = await openTempStore({ dialect });
    const stores = [temp.store, await temp.openAnother()];
    const split = {
      name: 'stage-a',
      a: 'prod',
      b: 'candidate',
      sharePercent: 50,
      startedBy: 'U1',
      startedAt: 1,
      endedBy: null,
      endedAt: null,
    };
    const starts = stores.map(({ promptSplits }, index) => promptSplits.start({ ...split, id: `split-${index}` }));
    expect((await Promise.all(starts)).filter(Boolean)).toEqual([true]);
    const [running] = await temp.store.promptSplits.running();
    const ends = stores.map(({ promptSplits }) => promptSplits.end(running?.id ?? '', 'U2', 5));
    expect((await Promise.all(ends)).filter(Boolean)).toEqual([true]);
    expect(await temp.store.promptSplits.running()).toEqual([]);
    expect(await temp.store.promptSplits.newest('stage-a')).toEqual({ ...running, endedBy: 'U2', endedAt: 5 });
  });
});
