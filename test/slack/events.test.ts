import { expect, test } from 'vitest';
import { sampleSummary } from '../support/sample-summary.ts';
import { messageEvent, startTestSlackApp } from '../support/test-slack-app.ts';

const mention = (text: string, changes: object = {}) =>
  messageEvent({ type: 'app_mention', text, channel_type: undefined, ...changes }, 'Ev2');

test('a link is stored before the event is acknowledged', async () => {
  const order: string[] = [];
  let release: () => void = () => undefined;
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  await using slack = await startTestSlackApp({
    deps: {
      intake: {
        async posted() {
          await gate;
          order.push('stored');
          return { created: 1, known: 0, skipped: [] };
        },
        edited: () => Promise.reject(new Error('not expected')),
        deleted: () => Promise.reject(new Error('not expected')),
      },
    },
  });
  const delivery = slack.receiver.deliver(messageEvent(), () => order.push('acknowledged'));
  await new Promise((resolve) => setImmediate(resolve));
  expect(order).toEqual([]);
  release();
  expect((await delivery).error).toBeNull();
  expect(order).toEqual(['stored', 'acknowledged']);
});

test('an event whose storing fails is not acknowledged, and its second delivery is', async () => {
  let failing = true;
  const seen: (string | null)[] = [];
  await using slack = await startTestSlackApp({
    deps: {
      intake: {
        posted(links) {
          seen.push(links.eventId);
          if (failing) return Promise.reject(new Error('disk full'));
          return Promise.resolve({ created: 1, known: 0, skipped: [] });
        },
        edited: () => Promise.reject(new Error('not expected')),
        deleted: () => Promise.reject(new Error('not expected')),
      },
    },
  });
  const first = await slack.receiver.deliver(messageEvent());
  expect(first.acked).toBe(false);
  expect(first.error).toBeInstanceOf(Error);
  failing = false;
  expect(await slack.receiver.deliver(messageEvent())).toEqual({ acked: true, error: null });
  expect(seen).toEqual(['Ev1', 'Ev1']);
});

test('what the message says reaches intake as it was posted', async () => {
  await using slack = await startTestSlackApp();
  await slack.receiver.deliver(
    messageEvent({ thread_ts: '1700000000.000001', text: '<https://ferry.example/log?a=1&amp;b=2|log>' }),
  );
  expect(slack.taken.posted).toEqual([
    {
      teamId: 'T1',
      channelId: 'C1',
      messageTs: '1700000000.000100',
      threadTs: '1700000000.000001',
      userId: 'U1',
      urls: ['https://ferry.example/log?a=1&b=2'],
      eventId: 'Ev1',
      length: null,
      asked: false,
    },
  ]);
});

test('message and mention of one post name the same message, link and length', async () => {
  await using slack = await startTestSlackApp();
  const text = '<@UBOT> summarize <https://ferry.example/log> --length short';
  await slack.receiver.deliver(messageEvent({ text }));
  await slack.receiver.deliver(mention(text));
  const [first, second] = slack.taken.posted;
  expect(second).toEqual({ ...first, eventId: 'Ev2' });
  expect(first).toMatchObject({ length: 'short', asked: true, urls: ['https://ferry.example/log'] });
  await slack.app.stop();
  expect(slack.told()).toEqual([]);
});

test("bots, joins, previews and the app's own messages are acknowledged and left alone", async () => {
  await using slack = await startTestSlackApp();
  const message = { user: 'U1', ts: '1700000000.000100', text: '<https://ferry.example/log>' };
  const bodies = [
    messageEvent({ bot_id: 'B9' }),
    messageEvent({ user: 'UBOT' }),
    messageEvent({ subtype: 'channel_join' }),
    messageEvent({ text: 'no link here' }),
    messageEvent({
      subtype: 'message_changed',
      hidden: true,
      message: { ...message, attachments: [{}] },
      previous_message: message,
    }),
  ];
  for (const body of bodies) expect(await slack.receiver.deliver(body)).toEqual({ acked: true, error: null });
  expect(slack.taken).toEqual({ posted: [], edited: [], deleted: [] });
});

test('edits and deletions reach intake with their event', async () => {
  await using slack = await startTestSlackApp();
  const message = { user: 'U1', ts: '1700000000.000100', text: 'nothing' };
  await slack.receiver.deliver(
    messageEvent({
      subtype: 'message_changed',
      message: { ...message, text: '<https://b.example/>' },
      previous_message: message,
    }),
  );
  await slack.receiver.deliver(messageEvent({ subtype: 'message_deleted', deleted_ts: '1700000000.000100' }, 'Ev3'));
  expect(slack.taken.edited).toMatchObject([{ addedUrls: ['https://b.example/'], removedUrls: [], eventId: 'Ev1' }]);
  expect(slack.taken.deleted).toEqual([
    { teamId: 'T1', channelId: 'C1', messageTs: '1700000000.000100', eventId: 'Ev3' },
  ]);
});

test('a direct message with a link is read, one without is answered', async () => {
  await using slack = await startTestSlackApp();
  await slack.receiver.deliver(messageEvent({ channel: 'D1', channel_type: 'im' }));
  expect(slack.taken.posted).toMatchObject([{ channelId: 'D1', asked: true }]);
  await slack.receiver.deliver(messageEvent({ channel: 'D1', channel_type: 'im', text: 'helth' }, 'Ev4'));
  await slack.app.stop();
  expect(slack.told()).toEqual([expect.stringContaining('Did you mean health?')]);
});

test('help by mention lists every command, in the thread it was asked in', async () => {
  await using slack = await startTestSlackApp();
  await slack.receiver.deliver(messageEvent({ text: '<@UBOT> help' }));
  await slack.receiver.deliver(mention('<@UBOT> help', { thread_ts: '1700000000.000001' }));
  await slack.app.stop();
  expect(slack.server.callsOf('chat.postEphemeral')).toMatchObject([
    { channel: 'C1', user: 'U1', thread_ts: '1700000000.000001' },
  ]);
  expect(slack.told()[0]).toContain('/summarize URL');
});

test('App Home is drawn when its tab is opened, and not for the messages tab', async () => {
  await using slack = await startTestSlackApp();
  const opened = (tab: string) => messageEvent({ type: 'app_home_opened', tab, channel: 'D1', text: undefined });
  await slack.receiver.deliver(opened('messages'));
  await slack.receiver.deliver(opened('home'));
  await slack.app.stop();
  const published = slack.server.callsOf('views.publish');
  expect(published).toHaveLength(1);
  expect(JSON.stringify(published[0])).toContain('extractive, no model');
});

test('who asks for more links than are read is told which are left out', async () => {
  await using slack = await startTestSlackApp({
    deps: {
      intake: {
        posted: () =>
          Promise.resolve({ created: 1, known: 0, skipped: [{ url: 'https://b.example/', reason: 'too many' }] }),
        edited: () => Promise.reject(new Error('not expected')),
        deleted: () => Promise.reject(new Error('not expected')),
      },
    },
  });
  const text = '<@UBOT> <https://a.example/> <https://b.example/>';
  await slack.receiver.deliver(messageEvent({ text }));
  await slack.receiver.deliver(mention(text));
  await slack.app.stop();
  expect(slack.told()).toEqual([expect.stringContaining('b.example: too many')]);
});

test('who posts more links than are read is told once, and nobody is told where no link is read', async () => {
  let created = 1;
  await using slack = await startTestSlackApp({
    deps: {
      intake: {
        posted: () =>
          Promise.resolve({ created, known: 0, skipped: [{ url: 'https://b.example/', reason: 'too many' }] }),
        edited: () => Promise.reject(new Error('not expected')),
        deleted: () => Promise.reject(new Error('not expected')),
      },
    },
  });
  const text = '<https://a.example/> <https://b.example/>';
  await slack.receiver.deliver(messageEvent({ text }));
  // The second delivery, and a channel in which nothing is read.
  created = 0;
  await slack.receiver.deliver(messageEvent({ text }));
  await slack.app.stop();
  expect(slack.told()).toEqual([expect.stringContaining('b.example: too many')]);
});

test('what people say in the thread of a summary is heard; a root message, a question to the app and other threads are not', async () => {
  await using slack = await startTestSlackApp();
  const summary = sampleSummary({ channelId: 'C1', threadTs: '1700000000.000100' });
  slack.summaries.set(summary.id, summary);
  const said = { text: 'Really useful, thanks.', ts: '1700000009.000100' };
  const inThread = { ...said, thread_ts: '1700000000.000100' };
  await slack.receiver.deliver(messageEvent(inThread, 'EvA'));
  await slack.receiver.deliver(messageEvent(said, 'EvB'));
  await slack.receiver.deliver(messageEvent({ ...said, thread_ts: '1600000000.000100' }, 'EvC'));
  await slack.receiver.deliver(messageEvent({ ...inThread, text: '<@UBOT> how large is it?' }, 'EvD'));
  await slack.receiver.deliver(mention('<@UBOT> thanks', inThread));
  expect(slack.heard).toEqual([
    { summaryId: summary.id, channelId: 'C1', messageTs: '1700000009.000100', text: 'Really useful, thanks.' },
  ]);
});

test('who posts more than is read at once is told once what waits, and nobody else sees it', async () => {
  const later = 'Gloss reads 30 links an hour for one person; yours is kept, and its turn comes in about 2 minutes.';
  await using slack = await startTestSlackApp({
    deps: {
      intake: {
        posted: ({ urls }) => Promise.resolve({ created: urls.length, known: 0, skipped: [], later }),
        edited: ({ addedUrls }) => Promise.resolve({ created: addedUrls.length, known: 0, skipped: [], later }),
        deleted: () => Promise.reject(new Error('not expected')),
      },
    },
  });
  const post = (ts: string, changes: object = {}) =>
    slack.receiver.deliver(messageEvent({ ts, ...changes }, `Ev${ts}`));
  await post('1.1');
  await post('1.2');
  await expect.poll(() => slack.told()).toEqual([later]);
  expect(slack.server.callsOf('chat.postEphemeral')[0]).toMatchObject({ channel: 'C1', user: 'U1' });
  await post('1.3', { user: 'U2' });
  await expect.poll(() => slack.told()).toHaveLength(2);
  await slack.outside.clock.advance(300_000);
  await post('1.4');
  await expect.poll(() => slack.told()).toHaveLength(3);
});

test('a removal of the app where the token is in the settings is only said, for that token is not ours to delete', async () => {
  await using slack = await startTestSlackApp();
  for (const event of [{ type: 'app_uninstalled' }, { type: 'tokens_revoked', tokens: { bot: ['UBOT'] } }]) {
    const body = { ...messageEvent({}, `Ev ${event.type}`), event };
    expect(await slack.receiver.deliver(body)).toMatchObject({ acked: true, error: null });
  }
  expect(slack.outside.logged.filter(({ message }) => message.includes('was removed from its workspace'))).toHaveLength(
    2,
  );
});
