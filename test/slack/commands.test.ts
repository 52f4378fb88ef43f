import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { commands } from '../../src/slack/commands/index.ts';
import { parseSummarizeRequest } from '../../src/slack/summarize-request.ts';
import { noLimits } from '../support/no-limits.ts';
import { slashCommand, startTestSlackApp } from '../support/test-slack-app.ts';

test('/summarize posts a message that names the asker and reads the link in its thread', async () => {
  await using slack = await startTestSlackApp();
  expect(
    await slack.receiver.deliver(slashCommand('/summarize', 'https://ferry.example/log?a=1 --length long')),
  ).toEqual({ acked: true, error: null });
  const [root] = slack.server.messages;
  expect(root?.thread_ts).toBeUndefined();
  expect(root?.blocks).toEqual([
    {
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [
            { type: 'user', user_id: 'U2' },
            { type: 'text', text: ' asked for a summary of ' },
            { type: 'link', url: 'https://ferry.example/log?a=1', text: 'ferry.example/log?a=1' },
          ],
        },
      ],
    },
  ]);
  expect(slack.taken.posted).toEqual([
    {
      teamId: 'T1',
      channelId: 'C1',
      messageTs: root?.ts,
      threadTs: root?.ts,
      userId: 'U2',
      urls: ['https://ferry.example/log?a=1'],
      eventId: null,
      length: 'long',
      asked: true,
    },
  ]);
  expect(slack.told()).toEqual([]);
});

test.each([
  ['/summarize', '', 'There is no link to read'],
  ['/summarize', 'https://a.example --length shrt', 'Did you mean short?'],
  ['/summarize', 'https://a.example --lenght short', 'Did you mean --length?'],
  ['/summarise', 'https://a.example', 'Did you mean /summarize?'],
  ['/gloss', 'hlep', 'Did you mean help?'],
  ['/gloss', 'help sumarize', 'Did you mean summarize?'],
])('%s %s gets the nearest right word', async (command, text, answer) => {
  await using slack = await startTestSlackApp();
  expect(await slack.receiver.deliver(slashCommand(command, text))).toEqual({ acked: true, error: null });
  expect(slack.told()).toEqual([expect.stringContaining(answer)]);
  expect(slack.taken.posted).toEqual([]);
  expect(slack.server.messages).toEqual([]);
});

test('/gloss help and /health answer the asker alone', async () => {
  await using slack = await startTestSlackApp();
  await slack.receiver.deliver(slashCommand('/gloss', ''));
  await slack.receiver.deliver(slashCommand('/gloss', 'help summarize'));
  await slack.receiver.deliver(slashCommand('/health', ''));
  const [help, one, health] = slack.told();
  for (const command of commands) expect(help).toContain(`/${command.name}`);
  expect(one).toContain('[--length short|normal|long]');
  expect(health).toContain('✓ queue: 0 waiting');
});

test('the answer goes through the response URL where there is one', async () => {
  await using slack = await startTestSlackApp();
  slack.server.always('respond', { ok: true });
  const responseUrl = slack.server.url.replace('/api/', '/api/respond');
  await slack.receiver.deliver(slashCommand('/health', '', { response_url: responseUrl }));
  expect(slack.server.callsOf('respond')).toMatchObject([{ response_type: 'ephemeral', replace_original: false }]);
  expect(slack.told()).toEqual([]);
});

test('an expired response URL falls back to an ephemeral message', async () => {
  await using slack = await startTestSlackApp();
  slack.server.always('respond', { status: 404 });
  const responseUrl = slack.server.url.replace('/api/', '/api/respond');
  await slack.receiver.deliver(slashCommand('/health', '', { response_url: responseUrl }));
  expect(slack.told()).toHaveLength(1);
});

test('a channel the app is not in is said, and no job is made', async () => {
  await using slack = await startTestSlackApp();
  slack.server.next('chat.postMessage', { ok: false, error: 'not_in_channel' });
  await slack.receiver.deliver(slashCommand('/summarize', 'https://a.example/'));
  expect(slack.told()).toEqual([expect.stringContaining('/invite')]);
  expect(slack.taken.posted).toEqual([]);
});

test('a prefix stands before every command', async () => {
  await using slack = await startTestSlackApp({ settings: { commandPrefix: 'acme' } });
  await slack.receiver.deliver(slashCommand('/acme-gloss', 'help'));
  expect(slack.told()[0]).toContain('/acme-summarize URL');
});

test('links that intake passes over are told with the reason', async () => {
  await using slack = await startTestSlackApp({
    deps: {
      intake: {
        posted: () =>
          Promise.resolve({ created: 0, known: 0, skipped: [{ url: 'https://a.example/', reason: 'too many' }] }),
        edited: () => Promise.reject(new Error('not expected')),
        deleted: () => Promise.reject(new Error('not expected')),
      },
    },
  });
  await slack.receiver.deliver(slashCommand('/summarize', 'https://a.example/'));
  expect(slack.told()).toEqual([expect.stringContaining('a.example: too many')]);
});

test('the message shortcut on the root of a thread answers in the channel, where the person is', async () => {
  await using slack = await startTestSlackApp({
    deps: {
      intake: {
        posted: () => Promise.resolve({ created: 0, known: 1, skipped: [] }),
        edited: () => Promise.reject(new Error('not expected')),
        deleted: () => Promise.reject(new Error('not expected')),
      },
    },
  });
  const ts = '1700000000.000100';
  await slack.receiver.deliver({
    type: 'message_action',
    callback_id: 'summarize_links',
    trigger_id: 't',
    team: { id: 'T1' },
    user: { id: 'U2' },
    channel: { id: 'C1' },
    message: { type: 'message', ts, thread_ts: ts, user: 'U1', text: '<https://ferry.example/log>' },
  });
  expect(slack.told()).toEqual([expect.stringContaining('summarized in its thread already')]);
  expect(slack.server.callsOf('chat.postEphemeral').map((call) => call['thread_ts'])).not.toContain(ts);
});

test('the message shortcut reads the links of the chosen message', async () => {
  await using slack = await startTestSlackApp();
  let chosen = 0;
  const shortcut = (text: string) => ({
    type: 'message_action',
    callback_id: 'summarize_links',
    trigger_id: `trigger-${(chosen += 1)}`,
    team: { id: 'T1' },
    user: { id: 'U2' },
    channel: { id: 'C1' },
    message: { type: 'message', ts: '1700000000.000100', user: 'U1', text },
  });
  await slack.receiver.deliver(shortcut('<https://ferry.example/log>'));
  expect(slack.taken.posted).toMatchObject([
    { messageTs: '1700000000.000100', userId: 'U2', eventId: null, asked: true },
  ]);
  await slack.receiver.deliver(shortcut('no link'));
  expect(slack.told()).toEqual([expect.stringContaining('no link to read')]);
  slack.server.always('conversations.info', { ok: true, channel: { is_member: false } });
  await slack.receiver.deliver(shortcut('<https://ferry.example/log>'));
  expect(slack.told()[1]).toContain('Invite me');
  expect(slack.taken.posted).toHaveLength(1);
});

test('arguments are read in any order and with either spelling', () => {
  expect(parseSummarizeRequest('--length=long <https://a.example/?x=1&amp;y=2|a>')).toEqual({
    urls: ['https://a.example/?x=1&y=2'],
    length: 'long',
  });
  expect(parseSummarizeRequest('https://a.example —length SHORT')).toEqual({
    urls: ['https://a.example'],
    length: 'short',
  });
  expect(() => parseSummarizeRequest('https://a.example --length')).toThrow(/missing/);
});

test('the list of commands is the folder of commands', () => {
  const helpers = new Set(['command', 'index']);
  const files = readdirSync(new URL('../../src/slack/commands/', import.meta.url)).map((file) =>
    file.replace(/\.ts$/, ''),
  );
  expect(commands.map(({ name }) => name).toSorted()).toEqual(files.filter((file) => !helpers.has(file)).toSorted());
});

test('while Gloss is busy a command and a shortcut begin nothing and say how long it takes', async () => {
  const busy = new AppError({
    code: 'busy',
    message: 'Gloss is busy: 612 jobs wait, about 14 minutes.',
    hint: 'Later.',
  });
  await using slack = await startTestSlackApp({
    deps: { limits: { ...noLimits, requireRoom: () => Promise.reject(busy) } },
  });
  await slack.receiver.deliver(slashCommand('/summarize', 'https://ferry.example/log'));
  await slack.receiver.deliver({
    type: 'message_action',
    callback_id: 'summarize_links',
    team: { id: 'T1', domain: 'team' },
    user: { id: 'U2', team_id: 'T1' },
    channel: { id: 'C1', name: 'general' },
    message: { type: 'message', ts: '1.5', text: '<https://ferry.example/log>' },
    trigger_id: 'trigger-busy',
    action_ts: '1',
    message_ts: '1.5',
    response_url: '',
  });
  await expect.poll(() => slack.told()).toHaveLength(2);
  for (const text of slack.told()) expect(text).toContain('612 jobs wait, about 14 minutes.');
  expect(slack.server.messages).toEqual([]);
  expect(slack.taken.posted).toEqual([]);
});
