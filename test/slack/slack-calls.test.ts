import { expect, test } from 'vitest';
import { createBoltLogger } from '../../src/slack/bolt-logger.ts';
import { createChannelQueue } from '../../src/slack/channel-queue.ts';
import { SlackSettings } from '../../src/slack/settings.ts';
import { createSlackCalls } from '../../src/slack/slack-calls.ts';
import { startSlackServer } from '../support/slack-server.ts';
import { createTestOutside } from '../support/test-outside.ts';

async function start(settings: Partial<SlackSettings> = {}) {
  const server = await startSlackServer();
  const outside = createTestOutside();
  const parsed = SlackSettings.parse({
    botToken: 'xoxb-1',
    appToken: 'xapp-1',
    apiUrl: server.url,
    optionalTimeoutMs: 200,
    ...settings,
  });
  const calls = createSlackCalls(parsed, outside.log, {
    logger: createBoltLogger(outside.log),
    token: () => Promise.resolve('xoxb-1'),
  });
  return { server, outside, calls, [Symbol.asyncDispose]: () => server.close() };
}

test.each([
  ['unknown_method', { ok: false, error: 'unknown_method' }],
  ['missing_scope', { ok: false, error: 'missing_scope' }],
  ['status 404', { status: 404 }],
])('an optional method that answers %s is asked for once in the life of the process', async (_, answer) => {
  await using slack = await start({ optionalTimeoutMs: 10_000 });
  slack.server.always('views.publish', answer);
  const ask = () => slack.calls.optional('views.publish', (client) => client.apiCall('views.publish'));
  expect(await ask()).toBeNull();
  expect(await ask()).toBeNull();
  expect(slack.server.callsOf('views.publish')).toHaveLength(1);
});

test('an optional method that fails for now is asked for again, without a retry of its own', async () => {
  await using slack = await start();
  slack.server.next('views.publish', { status: 500 }, { status: 429, headers: { 'retry-after': '30' } });
  const ask = () => slack.calls.optional('views.publish', (client) => client.apiCall('views.publish'));
  expect(await ask()).toBeNull();
  expect(await ask()).toBeNull();
  expect(await ask()).toMatchObject({ ok: true });
  expect(slack.server.callsOf('views.publish')).toHaveLength(3);
});

test('an optional method that hangs is given up on in its own short time', async () => {
  const outside = createTestOutside();
  const settings = SlackSettings.parse({ botToken: 'xoxb-1', appToken: 'xapp-1', optionalTimeoutMs: 200 });
  const calls = createSlackCalls(settings, outside.log, {
    logger: createBoltLogger(outside.log),
    token: () => Promise.resolve('xoxb-1'),
    fetch: (_url, init) =>
      new Promise<never>((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
      }),
  });
  const started = performance.now();
  expect(await calls.optional('views.publish', (client) => client.apiCall('views.publish'))).toBeNull();
  expect(performance.now() - started).toBeLessThan(2000);
});

test('bulk calls are retried on 500, posting never is', async () => {
  await using slack = await start();
  slack.server.next('chat.update', { status: 500 });
  slack.server.messages.push({ channel: 'C1', ts: '1.1' });
  await slack.calls.bulk((client) => client.chat.update({ channel: 'C1', ts: '1.1', text: 'x' }));
  expect(slack.server.callsOf('chat.update')).toHaveLength(2);
  slack.server.next('chat.postMessage', { status: 500 });
  await expect(
    slack.calls.posting((client) => client.apiCall('chat.postMessage', { channel: 'C1', text: 'x' })),
  ).rejects.toMatchObject({
    code: 'slack_http_status',
    retryable: true,
  });
  expect(slack.server.callsOf('chat.postMessage')).toHaveLength(1);
});

test('a rate limit of one client does not hold up another', async () => {
  await using slack = await start();
  slack.server.next('chat.update', { status: 429, headers: { 'retry-after': '30' } });
  const limited = slack.calls.bulk((client) => client.chat.update({ channel: 'C1', ts: '1.1', text: 'x' }));
  await expect(limited).rejects.toMatchObject({ code: 'slack_rate_limited', retryable: true, retryAfterMs: 30_000 });
  await expect(
    slack.calls.interactive((client) => client.views.publish({ user_id: 'U1', view: { type: 'home', blocks: [] } })),
  ).resolves.toMatchObject({ ok: true });
});

test("Slack's own codes become ours, with a hint where one helps", async () => {
  await using slack = await start();
  slack.server.next('auth.test', { ok: false, error: 'invalid_auth' });
  await expect(slack.calls.interactive((client) => client.auth.test())).rejects.toMatchObject({
    code: 'slack_invalid_auth',
    retryable: false,
    hint: expect.stringContaining('SLACK_BOT_TOKEN') as string,
  });
});

test('a channel gets its messages in order, one an interval, while others go on', async () => {
  const { clock } = createTestOutside();
  const queue = createChannelQueue(clock, 1000);
  const done: string[] = [];
  const run = (channel: string, name: string) =>
    queue.run(channel, () => Promise.resolve(void done.push(`${name}@${clock.monotonic()}`)));
  const all = [run('C1', 'a'), run('C1', 'b'), run('C2', 'c'), run('C1', 'd')];
  await clock.advance(0);
  expect(done).toEqual(['a@0', 'c@0']);
  await clock.advance(1000);
  await clock.advance(1000);
  await Promise.all(all);
  expect(done).toEqual(['a@0', 'c@0', 'b@1000', 'd@2000']);
});

test('work that fails does not stop the line behind it', async () => {
  const { clock } = createTestOutside();
  const queue = createChannelQueue(clock, 0);
  const failing = queue.run('C1', () => Promise.reject(new Error('no')));
  const next = queue.run('C1', () => Promise.resolve('yes'));
  await expect(failing).rejects.toThrow('no');
  expect(await next).toBe('yes');
});
