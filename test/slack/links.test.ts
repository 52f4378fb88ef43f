import { expect, test } from 'vitest';
import { samplePageSummary } from '../support/sample-page-summary.ts';
import type { SlackServer } from '../support/slack-server.ts';
import { openTempStore, type TempStore } from '../support/temp-store.ts';
import { messageEvent, slashCommand, startTestSlackApp } from '../support/test-slack-app.ts';

const address = 'https://a.example/merger';

/** C1 and C3 are public, C9 is private and holds U1 alone; U7 is a guest in C3. */
function drawChannels(server: SlackServer): void {
  const members: Record<string, string[]> = { C1: ['U1', 'U2'], C3: ['U7'], C9: ['U1'] };
  server.always('conversations.info', ({ channel }) => ({
    ok: true,
    channel: { id: channel, is_private: channel === 'C9', is_member: true },
  }));
  server.always('conversations.members', ({ channel }) => ({ ok: true, members: members[String(channel)] ?? [] }));
  server.always('users.info', ({ user }) => ({
    ok: true,
    user: { id: user, team_id: 'T1', is_restricted: user === 'U7', is_ultra_restricted: false },
  }));
}

async function saveLinks({ store }: TempStore): Promise<void> {
  const save = (id: string, channelId: string, url: string, title: string) =>
    store.summaries.save(
      samplePageSummary(
        { id, url, title, tldr: [`${title} say that kelp prices rise with demand.`] },
        { channelId, messageTs: `${id}.1`, threadTs: `${id}.1`, replyTs: `${id}.2` },
      ),
    );
  await save('1', 'C9', address, 'Secret kelp plans');
  await save('2', 'C1', 'https://a.example/news', 'Public kelp news');
  await save('3', 'C3', 'https://a.example/more', 'More kelp news');
}

async function startWithLinks() {
  const temp = await openTempStore();
  await saveLinks(temp);
  const slack = await startTestSlackApp({ deps: { library: temp.store.library, summaries: temp.store.summaries } });
  drawChannels(slack.server);
  return {
    slack,
    temp,
    async ask(text: string, userId: string, channelId = 'C1') {
      const said = slack.told().length;
      const posted = slack.server.messages.length;
      await slack.receiver.deliver(slashCommand('/links', text, { user_id: userId, channel_id: channelId }));
      const blocks = [
        ...slack.server.callsOf('chat.postEphemeral').slice(said),
        ...slack.server.messages.slice(posted),
      ];
      return JSON.stringify(blocks);
    },
    async [Symbol.asyncDispose]() {
      await slack[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

const doors = ['search kelp', 'recent', 'related https://a.example/news', 'search kelp --site a.example'];

test.each(doors)("%s shows a private channel's link to its members alone", async (text) => {
  await using app = await startWithLinks();
  expect(await app.ask(text, 'U1')).toContain('Secret kelp plans');
  expect(await app.ask(text, 'U2')).not.toContain('Secret kelp plans');
  expect(await app.ask(text, 'U2')).toContain('More kelp news');
});

test.each(doors)('%s --share feeds no public channel from a private one, not even for a member', async (text) => {
  await using app = await startWithLinks();
  const shared = await app.ask(`${text} --share`, 'U1', 'C1');
  expect(shared).toContain('More kelp news');
  expect(shared).not.toContain('Secret kelp plans');
});

test('a page that was read in a private channel alone is unknown to others', async () => {
  await using app = await startWithLinks();
  expect(await app.ask(`related ${address}`, 'U2')).toContain(
    'I have not read this page in a channel that you can see',
  );
  expect(await app.ask(`related ${address}`, 'U1')).toContain('Public kelp news');
});

test('a guest sees the links of their own channels, public or not', async () => {
  await using app = await startWithLinks();
  const seen = await app.ask('recent', 'U7');
  expect(seen).toContain('More kelp news');
  expect(seen).not.toContain('Public kelp news');
});

test('an admin of the app is no member of every channel', async () => {
  await using temp = await openTempStore();
  await saveLinks(temp);
  await using slack = await startTestSlackApp({
    settings: { admins: ['U2'] },
    deps: { library: temp.store.library },
  });
  drawChannels(slack.server);
  await slack.receiver.deliver(slashCommand('/links', 'recent'));
  expect(JSON.stringify(slack.server.callsOf('chat.postEphemeral'))).not.toContain('Secret');
});

test('what Slack does not tell is not shown', async () => {
  await using app = await startWithLinks();
  for (const method of ['conversations.members', 'users.info']) {
    app.slack.server.always(method, { ok: false, error: 'missing_scope' });
  }
  const seen = await app.ask('recent', 'U1');
  expect(seen).toContain('No link was read yet in the channels you can read');
});

test('membership is asked again after a minute', async () => {
  await using app = await startWithLinks();
  expect(await app.ask('recent', 'U1')).toContain('Secret kelp plans');
  app.slack.server.always('conversations.members', { ok: true, members: [] });
  await app.slack.outside.clock.advance(61_000);
  expect(await app.ask('recent', 'U1')).not.toContain('Secret kelp plans');
});

test('a channel that other workspaces are in is fed by no other', async () => {
  await using app = await startWithLinks();
  app.slack.server.always('conversations.info', ({ channel }) => ({
    ok: true,
    channel: { id: channel, is_private: channel === 'C9', is_ext_shared: channel === 'C1' },
  }));
  const shared = await app.ask('recent --share', 'U1', 'C1');
  expect(shared).toContain('Public kelp news');
  expect(shared).not.toContain('More kelp news');
});

test('each link leads to its summary in its thread', async () => {
  await using app = await startWithLinks();
  expect(await app.ask('search public news', 'U2')).toContain(
    'https://team.slack.example/archives/C1/p22?thread_ts=2.1&cid=C1',
  );
});

test('a wrong site and a wrong address are named', async () => {
  await using app = await startWithLinks();
  expect(await app.ask('search kelp --site "no site"', 'U1')).toContain('is no site');
  expect(await app.ask('related news', 'U1')).toContain('is no web address');
});

test('a deleted message takes its summary and the reply with it', async () => {
  await using app = await startWithLinks();
  await app.slack.receiver.deliver(
    messageEvent({ subtype: 'message_deleted', channel: 'C1', deleted_ts: '2.1', hidden: true }),
  );
  expect(await app.ask('recent', 'U1')).not.toContain('Public kelp news');
  await app.slack.app.stop();
  expect(app.slack.server.callsOf('chat.delete')).toMatchObject([{ channel: 'C1', ts: '2.2' }]);
  expect(await app.temp.store.summaries.get('2')).toBeNull();
});
