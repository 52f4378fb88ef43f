import { describe, expect, it } from 'vitest';
import { freePort } from '../support/free-port.ts';
import { startTestApp } from '../support/test-app.ts';
import type { TestApp } from '../support/test-app.ts';

const httpPort = await freePort();
const modes: [string, Record<string, string>][] = [
  ['Socket Mode', {}],
  [
    'signed HTTP requests',
    {
      SLACK_MODE: 'http',
      PORT: '',
      GLOSS_PORT: String(httpPort),
      GLOSS_WORKSPACE_PORT: '0',
      GLOSS_WORKSPACE_REQUEST_URL: `http://127.0.0.1:${httpPort}/slack/events`,
    },
  ],
];

/** How many link jobs there are in each state. */
async function jobCounts(app: TestApp) {
  const counts = { queued: 0, running: 0, done: 0, cancelled: 0, dead: 0 };
  for (const job of await app.app.store.jobs.list({ limit: 100 }))
    if (job.kind === 'summarize-link') counts[job.status] += 1;
  return counts;
}

describe.each(modes)('links over %s', (_mode, environment) => {
  it('answers one link with one grounded summary in its thread', async () => {
    await using app = await startTestApp({ environment });
    const posted = await app.post(`worth a look ${app.samples[0]}`);
    const summary = await app.summary(posted.ts);
    expect(summary.thread_ts).toBe(posted.ts);
    const text = JSON.stringify(summary.blocks);
    for (const part of [
      'TLDR',
      'Summary',
      'How can this be used in our projects?',
      'extractive, no model',
      'Shorter',
      'Longer',
      'Again',
    ]) {
      expect(text).toContain(part);
    }
    expect(await app.replies(posted.ts)).toHaveLength(1);
  });

  it('answers three links of one message, each in a reply of its own', async () => {
    await using app = await startTestApp({ environment });
    const posted = await app.post(app.samples.join(' and '));
    await expect.poll(async () => (await jobCounts(app)).done, { timeout: 15_000 }).toBe(3);
    const replies = await app.replies(posted.ts);
    expect(replies).toHaveLength(3);
    expect(new Set(replies.map((reply) => JSON.stringify(reply.metadata?.event_payload))).size).toBe(3);
  });

  it('makes one job of an event that comes twice, and of a post that is a mention too', async () => {
    await using app = await startTestApp({ environment });
    await app.client.call('fault', { fault: 'duplicate_event', times: 2 });
    const posted = await app.post(`<@${app.state.app.botUserId}> please read ${app.samples[0]}`);
    await app.summary(posted.ts);
    await expect.poll(async () => (await jobCounts(app)).running + (await jobCounts(app)).queued).toBe(0);
    expect(await jobCounts(app)).toMatchObject({ done: 1, dead: 0 });
    expect(await app.replies(posted.ts)).toHaveLength(1);
  });

  it('survives a lost acknowledgement: the event comes again and nothing doubles', async () => {
    await using app = await startTestApp({ environment: { ...environment, GLOSS_WORKSPACE_ACK_TIMEOUT_MS: '300' } });
    await app.client.call('fault', { fault: 'drop_ack', times: 1 });
    const posted = await app.post(app.samples[0] ?? '');
    await app.summary(posted.ts);
    await expect
      .poll(async () => JSON.stringify((await app.client.call('traffic', {})).entries), { timeout: 10_000 })
      .toContain('(retry 1)');
    expect(await app.replies(posted.ts)).toHaveLength(1);
  });

  it('waits out a rate limit and a server error and posts once', async () => {
    await using app = await startTestApp({ environment });
    await app.client.call('fault', {
      fault: 'rate_limited',
      times: 1,
      method: 'chat.postMessage',
      retryAfterSeconds: 1,
    });
    await app.client.call('fault', { fault: 'server_error', times: 1, method: 'chat.update' });
    const posted = await app.post(app.samples[0] ?? '');
    await app.summary(posted.ts);
    expect(await app.replies(posted.ts)).toHaveLength(1);
  });

  it('falls back to plain messages where the server lacks newer methods and blocks, without waiting', async () => {
    await using app = await startTestApp({ environment });
    for (const method of ['assistant.threads.setStatus', 'chat.startStream', 'views.publish']) {
      await app.client.call('fault', { fault: 'unknown_method', times: 100, method });
    }
    const before = Date.now();
    const posted = await app.post(app.samples[0] ?? '');
    await app.summary(posted.ts);
    expect(Date.now() - before).toBeLessThan(10_000);
    expect(await app.replies(posted.ts)).toHaveLength(1);
  });

  it('reads a link that an edit adds, and only that one', async () => {
    await using app = await startTestApp({ environment });
    const posted = await app.post(app.samples[0] ?? '');
    await app.summary(posted.ts);
    await app.client.call('edit', {
      user: app.user,
      channel: app.channel,
      ts: posted.ts,
      text: `${app.samples[0]} and ${app.samples[1]}`,
    });
    await expect.poll(async () => (await jobCounts(app)).done, { timeout: 15_000 }).toBe(2);
    expect(await app.replies(posted.ts)).toHaveLength(2);
  });

  it('never posts into the channel because the message was deleted', async () => {
    await using app = await startTestApp({ environment });
    const posted = await app.post(app.samples.join(' '));
    await app.client.call('delete', { user: app.user, channel: app.channel, ts: posted.ts });
    await expect
      .poll(
        async () => {
          const counts = await jobCounts(app);
          return counts.queued + counts.running;
        },
        { timeout: 15_000 },
      )
      .toBe(0);
    const { messages } = await app.client.call('history', { user: app.user, channel: app.channel, limit: 50 });
    expect(messages.filter((message) => message.bot_id !== undefined && message.thread_ts === undefined)).toEqual([]);
  });

  it('answers a link in the thread of a message that is deleted', async () => {
    await using app = await startTestApp({ environment });
    const root = await app.post('what do you read?');
    const posted = await app.post(app.samples.slice(0, 2).join(' '), root.ts);
    await app.client.call('delete', { user: app.user, channel: app.channel, ts: root.ts });
    await expect.poll(async () => (await jobCounts(app)).done, { timeout: 15_000 }).toBe(2);
    const replies = await app.replies(root.ts);
    expect(replies.map((reply) => reply.thread_ts)).toEqual([root.ts, root.ts]);
    expect(posted.thread_ts).toBe(root.ts);
  });

  it('ignores messages of bots, joins and text without a link', async () => {
    await using app = await startTestApp({ environment });
    await app.post('no link here, only example dot com and `https://in.code.example`');
    const posted = await app.post(app.samples[0] ?? '');
    await app.summary(posted.ts);
    await expect.poll(() => jobCounts(app)).toMatchObject({ done: 1, queued: 0, running: 0, dead: 0 });
  });

  it('says honestly that a page could not be read, with a button to try again', async () => {
    await using app = await startTestApp({ environment });
    const posted = await app.post('http://127.0.0.1:9/private');
    const { message } = await app.client.call('wait', {
      channel: app.channel,
      thread_ts: posted.ts,
      contains: 'Retry',
      timeoutMs: 15_000,
    });
    expect(JSON.stringify(message.blocks)).toContain('Retry');
    expect(await app.replies(posted.ts)).toHaveLength(1);
  });
});

describe('the socket', () => {
  it('comes back after a cut and reads what is posted then', async () => {
    await using app = await startTestApp();
    await app.client.call('fault', { fault: 'socket_cut', times: 1 });
    await expect
      .poll(async () => (await app.client.call('state', { user: app.user })).app.connected, { timeout: 15_000 })
      .toBe(true);
    const posted = await app.post(app.samples[0] ?? '');
    await app.summary(posted.ts);
  });
});
