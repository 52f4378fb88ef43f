import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Installation } from '../../../src/core/installation.ts';
import { createInstallationStore } from '../../../src/store/installations/installation-store.ts';
import { createTeamData } from '../../../src/store/installations/team-data.ts';
import { createTextSealer } from '../../../src/store/sealed-text.ts';
import { dialects, openTestDatabase } from '../../support/test-databases.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const one: Installation = {
  teamId: 'T1',
  teamName: 'Ferry',
  enterpriseId: 'E1',
  botToken: 'xoxb-one',
  botUserId: 'UBOT',
  botId: 'BBOT',
  teamUrl: 'https://ferry.slack.example/',
  scopes: ['chat:write', 'commands'],
  installedBy: 'U1',
  installedAt: 1000,
};

describe.each(dialects)('installations on %s', (dialect) => {
  test('are kept sealed, one a workspace, and the newest counts', async () => {
    await using temp = await openTestDatabase(dialect);
    const key = newKey();
    const store = createInstallationStore(temp.database, createTextSealer([key]));
    await store.save(one);
    await store.save({ ...one, teamId: 'T2', botToken: 'xoxb-two', installedAt: 500 });
    expect(await store.get('T1')).toEqual(one);
    await store.save({ ...one, botToken: 'xoxb-again', installedAt: 2000 });
    expect((await store.get('T1'))?.botToken).toBe('xoxb-again');
    expect((await store.list()).map(({ teamId }) => teamId)).toEqual(['T2', 'T1']);
    expect(await store.get('T3')).toBeNull();
    const rows = await temp.database.kysely.selectFrom('installations').selectAll().execute();
    expect(JSON.stringify(rows)).not.toMatch(/xoxb|UBOT/);
    // A token under another workspace's name is of no use.
    const [first] = rows;
    await temp.database.kysely
      .updateTable('installations')
      .set({ body: first?.body ?? '' })
      .where('team_id', '<>', first?.team_id ?? '')
      .execute();
    const moved = rows.find(({ team_id: teamId }) => teamId !== first?.team_id)?.team_id ?? '';
    await expect(store.get(moved)).rejects.toMatchObject({ code: 'store_text_damaged' });
    // The new key in front opens what the old one sealed.
    const rotated = createInstallationStore(temp.database, createTextSealer([newKey(), key]));
    expect((await rotated.get(first?.team_id ?? ''))?.botUserId).toBe('UBOT');
    // All that can be opened is sealed anew, and what cannot is said.
    await expect(rotated.reseal()).rejects.toMatchObject({ code: 'store_text_damaged' });
    const { body } = await temp.database.kysely
      .selectFrom('installations')
      .select('body')
      .where('team_id', '=', first?.team_id ?? '')
      .executeTakeFirstOrThrow();
    expect(body.split(':')[1]).not.toBe(first?.body.split(':')[1]);
    await rotated.save({ ...one, teamId: moved });
    expect(await rotated.reseal()).toBe(0);
  });

  test('are not kept where no key is set', async () => {
    await using temp = await openTestDatabase(dialect);
    const store = createInstallationStore(temp.database, createTextSealer([]));
    await expect(store.save(one)).rejects.toMatchObject({ code: 'store_key_missing' });
    expect(await store.list()).toEqual([]);
  });

  test('lose their token when the app is removed, but not to news of before the installation', async () => {
    await using temp = await openTestDatabase(dialect);
    const store = createInstallationStore(temp.database, createTextSealer([newKey()]));
    await store.save(one);
    expect(await store.remove('T1', 900, 999)).toBe(false);
    expect(await store.get('T1')).not.toBeNull();
    expect(await store.remove('T1', 3000, 3000)).toBe(true);
    expect(await store.remove('T1', 4000, 4000)).toBe(false);
    expect(await store.get('T1')).toBeNull();
    expect(await store.list()).toMatchObject([{ teamId: 'T1', uninstalledAt: 3000 }]);
    const [row] = await temp.database.kysely.selectFrom('installations').select('body').execute();
    expect(row?.body).toBe('');
    await store.save({ ...one, installedAt: 5000 });
    expect(await store.list()).toMatchObject([{ teamId: 'T1', uninstalledAt: null }]);
  });

  test('a state is taken once, whoever asks first, and forgotten when it is over', async () => {
    await using temp = await openTestDatabase(dialect);
    const sealer = createTextSealer([newKey()]);
    const [here, there] = [
      createInstallationStore(temp.database, sealer),
      createInstallationStore(temp.database, sealer),
    ];
    const asked = await Promise.all([here, there, here].map((store) => store.takeState('state-1', 100, 700)));
    expect(asked.filter(Boolean)).toHaveLength(1);
    expect(await here.takeState('state-2', 800, 1400)).toBe(true);
    const kept = await temp.database.kysely.selectFrom('install_states').selectAll().execute();
    expect(kept).toHaveLength(1);
    expect(JSON.stringify(kept)).not.toContain('state-2');
  });

  test('the groups of jobs that wait are those of the workspace and of no other whose id begins alike', async () => {
    await using temp = await openTestDatabase(dialect);
    const { kysely } = temp.database;
    const job = (id: string, group: string, status: 'queued' | 'running' | 'done') => ({
      id,
      key: `key ${id}`,
      kind: 'summarize-link',
      payload: '{}',
      status,
      job_group: group,
      max_attempts: 4,
      run_at: 0,
      owner: null,
      lease_until: null,
      cancel_reason: null,
      failure: null,
      notice: null,
      created_at: 0,
      started_at: null,
      finished_at: null,
    });
    await kysely
      .insertInto('jobs')
      .values([
        job('1', 'message:T1:C1:1', 'queued'),
        job('2', 'message:T1:C1:1', 'queued'),
        job('3', 'message:T1:C2:1', 'running'),
        job('4', 'message:T1:C3:1', 'done'),
        job('5', 'message:T12:C1:1', 'queued'),
        job('6', 'eval:T1', 'queued'),
      ])
      .execute();
    const groups = await createTeamData(temp.database, temp.database).waitingGroups('T1');
    expect(groups.toSorted()).toEqual(['message:T1:C1:1', 'message:T1:C2:1']);
  });
});
