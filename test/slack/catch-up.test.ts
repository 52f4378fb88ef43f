import { expect, test } from 'vitest';
import type { HeardMark } from '../../src/slack/catch-up.ts';
import { type SlackServer, startSlackServer } from '../support/slack-server.ts';
import { slashCommand, startTestSlackApp, type TestSlackApp } from '../support/test-slack-app.ts';

/** The held clock begins here. */
const now = Date.UTC(2026, 2, 2, 9, 0, 0);
const hourMs = 3_600_000;
/** Where the mark is once everything up to now is read: Slack may still deliver what is younger. */
const caughtUp = now - 600_000;
const tsAt = (ms: number): string => `${Math.floor(ms / 1000)}.000100`;
const said = (minutesAgo: number, changes: object = {}): Record<string, unknown> => {
  const ts = tsAt(now - minutesAgo * 60_000);
  return { type: 'message', user: 'U1', ts, text: `<https://ferry.example/${minutesAgo}>`, ...changes };
};

function markAt(at: number | null): HeardMark & { at: number | null } {
  return {
    at,
    get() {
      return Promise.resolve(this.at);
    },
    set(_teamId, moment) {
      this.at = Math.max(moment, this.at ?? 0);
      return Promise.resolve();
    },
  };
}

/** A server with one channel whose history is given newest first. */
async function serverWith(history: object[]): Promise<SlackServer> {
  const server = await startSlackServer();
  server.always('users.conversations', { ok: true, channels: [{ id: 'C1', is_member: true }] });
  server.always('conversations.history', { ok: true, messages: history });
  return server;
}

const start = (server: SlackServer, heard: HeardMark): Promise<TestSlackApp> =>
  startTestSlackApp({ server, settings: { catchUpHours: 24 }, deps: { heard } });

const urlsOf = (slack: TestSlackApp): string[] => slack.taken.posted.flatMap(({ urls }) => urls);

test('what was posted while Gloss was away is read, the oldest first, and the mark moves on', async () => {
  const heard = markAt(now - hourMs);
  await using slack = await start(await serverWith([said(5), said(50), said(90)]), heard);
  await expect.poll(() => heard.at).toBe(caughtUp);
  expect(urlsOf(slack)).toEqual(['https://ferry.example/50', 'https://ferry.example/5']);
  expect(slack.taken.posted[0]).toEqual({
    teamId: 'T1',
    channelId: 'C1',
    messageTs: tsAt(now - 50 * 60_000),
    threadTs: tsAt(now - 50 * 60_000),
    userId: 'U1',
    urls: ['https://ferry.example/50'],
    eventId: null,
    length: null,
    asked: false,
    postedAtMs: now - 50 * 60_000,
  });
});

test('a link in the thread of an old message is found, and a thread of our own replies is not looked at', async () => {
  const heard = markAt(now - hourMs);
  const thread = { reply_count: 1, reply_users_count: 1, latest_reply: tsAt(now - 60_000) };
  const talked = said(300, { ...thread, reply_users: ['U2'] });
  const summarized = said(400, { ...thread, reply_users: ['UBOT'] });
  const server = await serverWith([talked, summarized]);
  server.always('conversations.replies', {
    ok: true,
    messages: [talked, said(200, { thread_ts: talked['ts'] }), said(1, { thread_ts: talked['ts'] })],
  });
  await using slack = await start(server, heard);
  await expect.poll(() => heard.at).toBe(caughtUp);
  expect(slack.taken.posted).toMatchObject([{ urls: ['https://ferry.example/1'], threadTs: talked['ts'] }]);
  expect(server.callsOf('conversations.replies').map(({ ts }) => ts)).toEqual([talked['ts']]);
});

test('an older message that was edited meanwhile is read again', async () => {
  const heard = markAt(now - hourMs);
  const edited = said(300, { edited: { user: 'U1', ts: tsAt(now - 60_000) } });
  await using slack = await start(await serverWith([edited]), heard);
  await expect.poll(() => heard.at).toBe(caughtUp);
  expect(urlsOf(slack)).toEqual(['https://ferry.example/300']);
});

test('bots, joins, and what was said before the bot came into the channel are left out', async () => {
  const heard = markAt(now - hourMs);
  const history = [said(1, { bot_id: 'B9' }), said(2), said(3, { subtype: 'channel_join', user: 'UBOT' }), said(4)];
  await using slack = await start(await serverWith(history), heard);
  await expect.poll(() => heard.at).toBe(caughtUp);
  expect(urlsOf(slack)).toEqual(['https://ferry.example/2']);
});

test('words that were said to the app are not answered late, their link is read with its options', async () => {
  const heard = markAt(now - hourMs);
  const spoken = said(2, { text: '<@UBOT> summarize <https://ferry.example/2> --length short' });
  await using slack = await start(await serverWith([said(1, { text: '<@UBOT> help' }), spoken]), heard);
  await expect.poll(() => heard.at).toBe(caughtUp);
  expect(slack.taken.posted).toMatchObject([{ urls: ['https://ferry.example/2'], length: 'short', asked: true }]);
  expect(slack.told()).toEqual([]);
});

test('what a slash command asked for before a kill is read, once it stands in the channel', async () => {
  const heard = markAt(now - hourMs);
  const server = await serverWith([]);
  const intake = {
    posted: () => Promise.reject(new Error('killed')),
    edited: () => Promise.reject(new Error('not expected')),
    deleted: () => Promise.reject(new Error('not expected')),
  };
  {
    await using before = await startTestSlackApp({
      server: { ...server, close: () => Promise.resolve() },
      deps: { intake },
    });
    await before.receiver.deliver(slashCommand('/summarize', 'https://ferry.example/asked --length short'));
  }
  expect(server.messages).toHaveLength(1);
  const asked = { ...server.messages[0], user: 'UBOT', bot_id: 'BBOT', ts: tsAt(now - 60_000) };
  server.always('conversations.history', { ok: true, messages: [asked, { ...asked, user: 'UOTHER' }] });
  await using slack = await start(server, heard);
  await expect.poll(() => heard.at).toBe(caughtUp);
  expect(slack.taken.posted).toEqual([
    {
      teamId: 'T1',
      channelId: 'C1',
      messageTs: asked.ts,
      threadTs: asked.ts,
      userId: 'U2',
      urls: ['https://ferry.example/asked'],
      eventId: null,
      length: 'short',
      asked: true,
    },
  ]);
});

test('the first start reads nothing that was said before it', async () => {
  const heard = markAt(null);
  const server = await serverWith([said(1)]);
  await using slack = await start(server, heard);
  await expect.poll(() => server.callsOf('conversations.history').length).toBe(1);
  expect(heard.at).toBe(now);
  expect(urlsOf(slack)).toEqual([]);
});

test('it looks no further back than the setting says', async () => {
  const heard = markAt(now - 100 * hourMs);
  await using slack = await start(await serverWith([said(60), said(25 * 60)]), heard);
  await expect.poll(() => heard.at).toBe(caughtUp);
  expect(urlsOf(slack)).toEqual(['https://ferry.example/60']);
});

test('reading goes on from page to page until it is past the mark', async () => {
  const heard = markAt(now - hourMs);
  const server = await serverWith([]);
  const pages = [[said(1)], [said(30)], [said(90)], [said(120)]];
  server.always('conversations.history', ({ cursor }) => {
    const page = Number(cursor ?? 0);
    return { ok: true, messages: pages[page], response_metadata: { next_cursor: String(page + 1) } };
  });
  await using slack = await start(server, heard);
  await expect.poll(() => heard.at).toBe(caughtUp);
  expect(urlsOf(slack)).toEqual(['https://ferry.example/30', 'https://ferry.example/1']);
  expect(server.callsOf('conversations.history')).toHaveLength(3);
});

test('where Slack cannot be asked now, it is asked again, and the mark stays until then', async () => {
  const heard = markAt(now - hourMs);
  const server = await serverWith([said(5)]);
  server.next('conversations.history', ...Array.from({ length: 4 }, () => ({ ok: false, error: 'internal_error' })));
  await using slack = await start(server, heard);
  await expect.poll(() => slack.outside.logged.some(({ message }) => message.includes('tried again'))).toBe(true);
  expect(heard.at).toBe(now - hourMs);
  await expect
    .poll(async () => {
      await slack.outside.clock.advance(5000);
      return urlsOf(slack)[0];
    })
    .toBe('https://ferry.example/5');
});

test('an older token without direct messages, and a server that lists nothing, are got along with', async () => {
  const heard = markAt(now - hourMs);
  const server = await serverWith([said(5)]);
  server.next('users.conversations', { ok: false, error: 'missing_scope' });
  await using slack = await start(server, heard);
  await expect.poll(() => heard.at).toBe(caughtUp);
  expect(urlsOf(slack)).toEqual(['https://ferry.example/5']);

  const bare = markAt(now - hourMs);
  await using other = await start(await startSlackServer(), bare);
  await expect.poll(() => bare.at).toBe(caughtUp);
  expect(other.server.callsOf('conversations.list')).toHaveLength(1);
});

test('without the setting nothing is asked', async () => {
  const heard = markAt(now - hourMs);
  await using slack = await startTestSlackApp({ deps: { heard } });
  await slack.app.stop();
  expect(slack.server.calls.map(({ method }) => method)).toEqual(['auth.test']);
  expect(heard.at).toBe(now - hourMs);
});

test('while the connection stands, what Slack did not deliver is found, and the mark waits for that', async () => {
  const heard = markAt(now);
  const server = await serverWith([]);
  await using slack = await startTestSlackApp({
    server,
    settings: { catchUpHours: 24, reconcileMinutes: 30 },
    deps: { heard },
  });
  const { clock } = slack.outside;
  await expect.poll(() => server.callsOf('conversations.history').length).toBe(1);
  server.always('conversations.history', { ok: true, messages: [said(-20)] });
  await clock.advance(29 * 60_000);
  expect(server.callsOf('conversations.history')).toHaveLength(1);
  expect(heard.at).toBe(now);
  await clock.advance(60_000);
  await expect.poll(() => urlsOf(slack)).toEqual(['https://ferry.example/-20']);
  expect(slack.outside.logged).toContainEqual(
    expect.objectContaining({ level: 'warn', message: 'Slack did not deliver messages that it has' }),
  );
  await expect.poll(() => heard.at).toBe(now + 20 * 60_000);
});

test('without reconciling, the mark moves with the minutes', async () => {
  const heard = markAt(now);
  const server = await serverWith([]);
  await using slack = await startTestSlackApp({
    server,
    settings: { catchUpHours: 24, reconcileMinutes: 0 },
    deps: { heard },
  });
  await expect.poll(() => server.callsOf('conversations.history').length).toBe(1);
  await slack.outside.clock.advance(30 * 60_000);
  await expect.poll(() => heard.at).toBe(now + 20 * 60_000);
  expect(server.callsOf('conversations.history')).toHaveLength(1);
});
