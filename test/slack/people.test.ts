import { expect, test } from 'vitest';
import { createPeople } from '../../src/slack/people.ts';
import { SlackSettings } from '../../src/slack/settings.ts';
import { createSlackCalls } from '../../src/slack/slack-calls.ts';
import { createBoltLogger } from '../../src/slack/bolt-logger.ts';
import { startSlackServer } from '../support/slack-server.ts';
import { createTestOutside } from '../support/test-outside.ts';

async function start() {
  const server = await startSlackServer();
  const outside = createTestOutside();
  const settings = SlackSettings.parse({ botToken: 'xoxb-test', appToken: 'xapp-test', apiUrl: server.url });
  const calls = createSlackCalls(settings, outside.log, {
    logger: createBoltLogger(outside.log),
    token: () => Promise.resolve('xoxb-1'),
  });
  return {
    server,
    clock: outside.clock,
    people: createPeople(calls, outside.clock),
    [Symbol.asyncDispose]: () => server.close(),
  };
}

const user = (facts: object) => ({ ok: true, user: { id: 'U1', team_id: 'T1', ...facts } });

test.each<[object, string]>([
  [{}, 'member'],
  [{ is_restricted: true }, 'guest'],
  [{ is_ultra_restricted: true }, 'guest'],
  [{ is_bot: true }, 'bot'],
  [{ is_workflow_bot: true }, 'bot'],
  [{ deleted: true, is_bot: true }, 'deactivated'],
  [{ is_stranger: true }, 'stranger'],
])('an account with %j is a %s', async (facts, standing) => {
  await using given = await start();
  given.server.always('users.info', user(facts));
  expect(await given.people.find('U1')).toMatchObject({ teamIds: ['T1'], standing });
});

test('an account of an organisation belongs to its workspaces', async () => {
  await using given = await start();
  given.server.always('users.info', user({ team_id: 'T9', enterprise_user: { teams: ['T1', 'T2'] } }));
  expect(await given.people.find('U1')).toEqual({
    teamIds: ['T9', 'T1', 'T2'],
    name: null,
    standing: 'member',
    isWorkspaceAdmin: false,
  });
});

test('an answer is kept for a minute and asked for once at a time', async () => {
  await using given = await start();
  await Promise.all([given.people.find('U1'), given.people.find('U1'), given.people.find('U2')]);
  await given.people.find('U1');
  expect(given.server.callsOf('users.info').map((args) => args['user'])).toEqual(['U1', 'U2']);
  await given.clock.advance(60_000);
  given.server.always('users.info', user({ deleted: true }));
  expect(await given.people.find('U1')).toMatchObject({ standing: 'deactivated' });
});

test('no answer is nobody, and is asked for anew', async () => {
  await using given = await start();
  given.server.next('users.info', { status: 500 }, { ok: false, error: 'user_not_found' });
  expect(await given.people.find('U1')).toBeNull();
  expect(await given.people.find('U1')).toBeNull();
  expect(await given.people.find('U1')).toMatchObject({ standing: 'member' });
});

test('a token without the scope is asked once and knows nobody', async () => {
  await using given = await start();
  given.server.always('users.info', { ok: false, error: 'missing_scope' });
  expect(await given.people.find('U1')).toBeNull();
  expect(await given.people.find('U1')).toBeNull();
  expect(given.server.callsOf('users.info')).toHaveLength(1);
});

test('user groups and channels are read whole, page by page', async () => {
  await using given = await start();
  given.server.always('usergroups.users.list', { ok: true, users: ['U1', 'U2'] });
  given.server.next(
    'conversations.members',
    { ok: true, members: ['U1'], response_metadata: { next_cursor: 'more' } },
    { ok: true, members: ['U5'], response_metadata: { next_cursor: '' } },
  );
  expect(await given.people.ofGroup('S1')).toEqual(new Set(['U1', 'U2']));
  expect(await given.people.ofChannel('C1')).toEqual(new Set(['U1', 'U5']));
  expect(given.server.callsOf('conversations.members').map((args) => args['cursor'])).toEqual([undefined, 'more']);
  given.server.next('conversations.members', { ok: false, error: 'channel_not_found' });
  expect(await given.people.ofChannel('C9')).toBeNull();
});
