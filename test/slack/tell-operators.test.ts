import { expect, test } from 'vitest';
import { startTestSlackApp } from '../support/test-slack-app.ts';

const text = 'The disk is nearly full.';

test('those who run Gloss are told in the channel for alerts', async () => {
  await using slack = await startTestSlackApp({
    settings: { admins: ['U1'] },
    deps: { alertPlaces: { channelId: 'COPS', escalationGroupId: null } },
  });
  await slack.app.tellOperators(text);
  expect(slack.server.callsOf('chat.postMessage')).toMatchObject([{ channel: 'COPS', text }]);
});

test('without one the admins are told directly, groups and channels left out', async () => {
  await using slack = await startTestSlackApp({ settings: { admins: ['S1GROUP', 'U1', 'C1OPS', 'U2'] } });
  slack.server.always('conversations.open', ({ users }) => ({ ok: true, channel: { id: `D${String(users)}` } }));
  await slack.app.tellOperators(text);
  expect(slack.server.callsOf('chat.postMessage').map(({ channel }) => channel)).toEqual(['DU1', 'DU2']);
});

test('where Slack takes nothing it is a line in the log', async () => {
  await using slack = await startTestSlackApp({ settings: { admins: ['U1'] } });
  slack.server.always('conversations.open', { ok: false, error: 'user_not_found' });
  await slack.app.tellOperators(text);
  expect(slack.outside.logged).toContainEqual(
    expect.objectContaining({ level: 'warn', message: 'those who run Gloss could not be told' }),
  );
});
