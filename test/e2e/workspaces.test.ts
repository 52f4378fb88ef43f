import { expect, test, vi } from 'vitest';
import { filesOf, postLink, rows, startOn, startPage, summaryOf } from '../support/installed-links.ts';
import { keys, tenants } from '../support/installed-program.ts';

const { first, second } = tenants;
const dayMs = 86_400_000;

vi.setConfig({ testTimeout: 60_000 });

test('two workspaces by the install page: each gets its own reply with its own token, and neither sees the other', async () => {
  await using page = await startPage();
  await using program = await startOn(page);
  const { server } = program;

  const installed = await program.install(first);
  expect(installed.status).toBe(200);
  expect(installed.text).toContain('Gloss is in Ferry &amp; Sons');
  const other = await program.install(second);
  expect(other.text).toContain('Harbour &lt;b&gt;Office&lt;/b&gt;');
  expect(other.text).not.toContain('<b>');

  expect(await postLink(program, first.teamId, page.url)).toBe(200);
  expect(await postLink(program, second.teamId, page.url)).toBe(200);
  await expect.poll(() => summaryOf(program, first.teamId), { timeout: 20_000 }).toBeDefined();
  await expect.poll(() => summaryOf(program, second.teamId), { timeout: 20_000 }).toBeDefined();
  for (const tenant of [first, second]) {
    const posts = server.calls.filter(
      ({ method, token }) => method === 'chat.postMessage' && token === tenant.botToken,
    );
    expect(posts).toHaveLength(1);
  }
  expect(rows(program.folder, 'select team_id from summaries order by 1')).toEqual([
    { team_id: first.teamId },
    { team_id: second.teamId },
  ]);

  // A button of the first workspace's summary, pressed with the second one's name on it.
  const [summary] = rows(program.folder, `select id, revision from summaries where team_id = '${first.teamId}'`) as {
    id: string;
    revision: number;
  }[];
  const press = (teamId: string, userId: string) => ({
    type: 'block_actions',
    team: { id: teamId, domain: 'team' },
    user: { id: userId, team_id: teamId },
    api_app_id: 'A1',
    trigger_id: `t-${teamId}`,
    response_url: `${server.url}respond`,
    container: { type: 'message', channel_id: 'C1', message_ts: '1700000001.000100' },
    channel: { id: 'C1', name: 'general' },
    message: { ts: '1700000001.000100', thread_ts: '1700000000.000100' },
    actions: [
      {
        type: 'button',
        block_id: 'b',
        action_id: 'vote_up',
        value: `${summary?.id}:${summary?.revision}`,
        action_ts: `1700000100.${teamId.length}`,
      },
    ],
  });
  expect(await program.interact(press(second.teamId, 'U1'))).toBe(200);
  expect(rows(program.folder, 'select * from feedback')).toEqual([]);

  // An admin's id counts in the operators' workspace alone.
  const ask = (teamId: string) =>
    program.command({
      command: '/audit',
      text: 'list',
      team_id: teamId,
      channel_id: 'C1',
      user_id: 'UADMIN',
      trigger_id: `a-${teamId}`,
      response_url: `${server.url}respond`,
    });
  const answers = () => server.callsOf('respond').map((args) => JSON.stringify(args));
  await ask(second.teamId);
  await expect.poll(() => answers().join()).toContain('in their own workspace');
  expect(answers().join()).not.toContain('workspace.install');
  await ask(first.teamId);
  await expect.poll(() => answers().join()).toContain('workspace.install');
  expect(answers().join()).not.toContain(second.teamId);
});

test('an admin of the home workspace finds no trace of what another one has read', async () => {
  await using page = await startPage();
  await using program = await startOn(page);
  const { server, app } = program;
  server.always('conversations.info', ({ channel }, token) =>
    channel === 'C2' && token !== second.botToken
      ? { ok: false, error: 'channel_not_found' }
      : { ok: true, channel: { id: String(channel), is_member: true, is_private: channel === 'C2' } },
  );
  await program.install(first);
  await program.install(second);
  await postLink(program, second.teamId, page.url, '1700000000.000100', 'C2');
  await expect.poll(() => summaryOf(program, second.teamId), { timeout: 20_000 }).toBeDefined();
  const found = async () => (await app.store.analytics.searchTraces({ channel: 'C2' })).traces;
  await expect.poll(async () => (await found()).length, { timeout: 20_000 }).toBe(1);
  const [trace] = await found();
  const ask = async (command: string, text: string) => {
    const before = server.callsOf('respond').length;
    await program.command({
      command,
      text,
      team_id: first.teamId,
      channel_id: 'C1',
      user_id: 'UADMIN',
      trigger_id: `${command} ${text}`,
      response_url: `${server.url}respond`,
    });
    await expect.poll(() => server.callsOf('respond').length, { timeout: 20_000 }).toBeGreaterThan(before);
    return JSON.stringify(server.callsOf('respond').at(-1));
  };
  const searched = await ask('/trace', 'search');
  expect(searched).toContain('are not shown');
  expect(searched).not.toContain('C2');
  expect(await ask('/trace', `show ${trace?.traceId}`)).toContain('I have no trace');
});

test('tokens lie sealed, a new key opens the old, and none is in a file, a log or a span', async () => {
  await using page = await startPage();
  await using program = await startOn(page);
  await program.install(first);
  await postLink(program, first.teamId, page.url);
  await expect.poll(() => summaryOf(program, first.teamId), { timeout: 20_000 }).toBeDefined();
  const sealedWith = () =>
    (rows(program.folder, 'select body from installations')[0] as { body: string }).body.split(':')[1];
  const old = sealedWith();
  await program.app.stop();
  expect(filesOf(program.folder)).not.toContain(first.botToken);
  expect(program.logged()).not.toContain(first.botToken);
  expect(program.logged()).not.toContain('client-secret-0123456789');

  // The new key in front, the old one behind it.
  const environment = { GLOSS_STORE_ENCRYPTION_KEYS: [keys[1], keys[0]].join(',') };
  await using rotated = await startOn(page, { before: program, environment });
  await postLink(rotated, first.teamId, `${page.url}?again`, '1700000500.000100');
  await expect
    .poll(() => rows(program.folder, 'select id from summaries').length, { timeout: 20_000 })
    .toBeGreaterThan(1);
  expect(sealedWith()).not.toBe(old);
  await rotated.app.stop();

  // Without the key it was sealed with, the program says which one it wants.
  const keyless = { GLOSS_STORE_ENCRYPTION_KEYS: keys[0] ?? '' };
  await expect(startOn(page, { before: program, environment: keyless })).rejects.toMatchObject({
    code: 'store_key_missing',
  });
});

test('a workspace that removes the app loses its token and its waiting jobs at once, and its data after the retention', async () => {
  await using page = await startPage();
  let now = Date.now();
  // Traces outlive the retention of the workspace here, so that it is this purge that removes them.
  await using program = await startOn(page, { now: () => now, environment: { GLOSS_STORE_TRACE_DAYS: '365' } });
  const { app, server, folder } = program;
  await program.install(first);
  await program.install(second);
  for (const tenant of [first, second]) {
    await postLink(program, tenant.teamId, page.url);
    await expect.poll(() => summaryOf(program, tenant.teamId), { timeout: 20_000 }).toBeDefined();
  }
  // A channel that only the second has; C1 is both's, and so are its figures.
  await postLink(program, second.teamId, page.url, '1700000050.000100', 'C2');
  const replies = () => server.messages.filter(({ channel, thread_ts: threadTs }) => channel === 'C2' && threadTs);
  await expect.poll(() => JSON.stringify(replies()), { timeout: 20_000 }).toContain('Where from?');
  const { channelSettings, jobs } = app.store;
  const place = { teamId: second.teamId, channelId: 'C1' };
  await channelSettings.change(place, (before) => ({ ...before, digest: 'daily' }), 'U1', now);
  const digests = () => app.store.channelSettings.withDigest();
  expect(await digests()).toHaveLength(1);
  const waiting = { url: page.url, teamId: second.teamId };
  const { jobs: queued } = await jobs.enqueue([
    {
      key: 'link:T2TWO:C1:1:x',
      kind: 'summarize-link',
      payload: waiting,
      group: 'message:T2TWO:C1:1',
      runAt: now + 400 * dayMs,
    },
    {
      key: 'link:T1ONE:C1:1:x',
      kind: 'summarize-link',
      payload: waiting,
      group: 'message:T1ONE:C1:1',
      runAt: now + 400 * dayMs,
    },
  ]);
  const statusOf = async (index: number) => (await jobs.get(queued[index]?.id ?? ''))?.status;

  // One of before the installation comes late: nothing happens.
  await program.event(second.teamId, { type: 'app_uninstalled' }, { event_time: Math.floor(now / 1000) - 3600 });
  expect(await statusOf(0)).toBe('queued');

  server.tenants.delete(second.botToken);
  expect(await program.event(second.teamId, { type: 'tokens_revoked', tokens: { oauth: ['U1'] } })).toBe(200);
  expect(await statusOf(0)).toBe('queued');
  expect(await program.event(second.teamId, { type: 'app_uninstalled' })).toBe(200);
  expect(await program.event(second.teamId, { type: 'tokens_revoked', tokens: { bot: ['UBOTTWO'] } })).toBe(200);
  expect(
    rows(folder, `select body, uninstalled_at is not null as gone from installations where team_id = 'T2TWO'`),
  ).toEqual([{ body: '', gone: 1 }]);
  expect(await statusOf(0)).toBe('cancelled');
  expect(await statusOf(1)).toBe('queued');
  // What still comes of it is acknowledged, so that Slack does not send it again, and nothing is done.
  const callsBefore = server.calls.length;
  expect(await postLink(program, second.teamId, page.url, '1700000700.000100')).toBe(200);
  expect(server.calls.slice(callsBefore)).toEqual([]);

  // Back within the retention: everything is still there.
  expect(rows(folder, `select id from summaries where team_id = 'T2TWO'`)).toHaveLength(2);
  server.tenants.set(second.botToken, second);
  now += 10 * dayMs;
  await program.install(second);
  expect((await app.store.installations.get(second.teamId))?.botToken).toBe(second.botToken);
  now += 1000;
  await program.event(second.teamId, { type: 'app_uninstalled' });

  const purge = async (slot: number) => {
    await jobs.enqueue([{ key: `purge-${slot}`, kind: 'purge', payload: {} }]);
    await expect
      .poll(async () => (await jobs.counts()).running + (await jobs.counts()).queued, { timeout: 20_000 })
      .toBe(1);
  };
  await purge(1);
  expect(rows(folder, `select id from summaries where team_id = 'T2TWO'`)).toHaveLength(2);
  now += 31 * dayMs;
  await purge(2);
  for (const table of ['summaries', 'links', 'channel_settings', 'installations', 'scores'])
    expect([table, rows(folder, `select * from ${table} where team_id = 'T2TWO'`)]).toEqual([table, []]);
  expect(rows(folder, `select * from summaries where team_id = 'T1ONE'`)).toHaveLength(1);
  expect(await digests()).toEqual([]);
  const audited = await app.store.audit.list(second.teamId, { limit: 10 });
  expect(audited.map(({ action }) => action)).toEqual([
    'workspace.purge',
    'workspace.remove',
    'workspace.install',
    'workspace.remove',
    'workspace.install',
  ]);
  expect(audited[0]?.after).toMatch(/links 2, spans [1-9]\d*, datasetItems 0, figures [1-9]/);
  const traceOf = await app.store.analytics.searchTraces({ url: page.url });
  expect(traceOf.traces.map(({ channel }) => channel)).toEqual(['C1']);
  expect((await app.store.audit.verify()).brokenAt).toBeNull();
});
