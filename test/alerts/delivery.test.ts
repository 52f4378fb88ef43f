import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { describe, expect, it } from 'vitest';
import { createEmailChannel } from '../../src/alerts/channels/email.ts';
import { createWebhookChannel } from '../../src/alerts/channels/webhook.ts';
import type { Alert } from '../../src/core/alert.ts';
import { createAlertThread } from '../../src/slack/alert-thread.ts';
import { createBoltLogger } from '../../src/slack/bolt-logger.ts';
import { createChannelQueue } from '../../src/slack/channel-queue.ts';
import { createPostMessage } from '../../src/slack/post-message.ts';
import { createReports } from '../../src/slack/reports.ts';
import { createSlackCalls } from '../../src/slack/slack-calls.ts';
import { openAlertRoom } from '../support/alert-room.ts';
import { freePort } from '../support/free-port.ts';
import { createRealOutside } from '../support/real-outside.ts';
import { startSlackServer, type SlackServer } from '../support/slack-server.ts';
import { until } from '../support/until.ts';

const outside = createRealOutside();
const secret = 'a secret of enough letters';
const bad = { n: 20, failed: 10 };
const good = { n: 20, failed: 0 };

interface Receiver extends AsyncDisposable {
  url: string;
  requests: { body: string; signature: string; contentType: string }[];
}

/** @param answer by the number of the request, from 1 */
async function startReceiver(answer: (number: number, response: ServerResponse) => void): Promise<Receiver> {
  const requests: Receiver['requests'] = [];
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    requests.push({
      body: Buffer.concat(chunks).toString(),
      signature: String(request.headers['x-gloss-signature']),
      contentType: String(request.headers['content-type']),
    });
    answer(requests.length, response);
  };
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/alerts`,
    requests,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function slackChannel(server: SlackServer) {
  const calls = createSlackCalls({ apiUrl: server.url, requestTimeoutMs: 5000, optionalTimeoutMs: 2000 }, outside.log, {
    logger: createBoltLogger(outside.log),
    token: () => Promise.resolve('xoxb-test'),
  });
  const post = createPostMessage(calls, createChannelQueue(outside.clock, 0));
  const reports = createReports(() => Promise.resolve(0), post, calls, outside.log);
  return createAlertThread({ channelId: 'C1', escalationGroupId: 'S1' }, () =>
    Promise.resolve({ calls, post, reports }),
  );
}

const statuses = async (room: Awaited<ReturnType<typeof openAlertRoom>>) => {
  const [alert] = await room.store.alerts.history({ fromMs: 0, limit: 1 });
  const deliveries = await room.store.alerts.deliveries(alert?.id ?? '');
  return deliveries.map(({ channel, eventNumber, status }) => `${channel} ${eventNumber} ${status}`);
};

describe('the webhook', () => {
  it('gets each change once more until it takes it, signed, with an id that stays', async () => {
    await using receiver = await startReceiver((number, response) => {
      response.writeHead(number <= 2 ? 500 : 200).end();
    });
    const channel = createWebhookChannel({ url: receiver.url, secret, timeoutMs: 5000 }, outside, fetch);
    await using room = await openAlertRoom(outside, { channels: [channel] });
    room.runner.start();
    room.runs = bad;
    await room.alerts.check();
    await until(async () => (await statuses(room)).includes('webhook 1 sent'));
    expect(receiver.requests).toHaveLength(3);
    const bodies = receiver.requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(new Set(bodies.map(({ id }) => id)).size).toBe(1);
    expect(bodies[2]).toMatchObject({
      type: 'alert.opened',
      alert: { rule: { id: 'error-rate' }, severity: 'error', value: 0.5, threshold: 0.1, unit: 'share', n: 20 },
    });
    for (const { body, signature } of receiver.requests) {
      const [, seconds = '', hex = ''] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(signature) ?? [];
      expect(hex).toBe(createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex'));
    }
  });

  it('that refuses for good is not asked again, and it is recorded', async () => {
    await using receiver = await startReceiver((_number, response) => void response.writeHead(404).end());
    const channel = createWebhookChannel({ url: receiver.url, secret, timeoutMs: 5000 }, outside, fetch);
    await using room = await openAlertRoom(outside, { channels: [channel] });
    room.runner.start();
    room.runs = bad;
    await room.alerts.check();
    await until(async () => (await statuses(room)).includes('webhook 1 failed'));
    expect(receiver.requests).toHaveLength(1);
  });
});

describe('mail', () => {
  it('waits for a server that refuses, and arrives once, later mails in the thread of the first', async () => {
    const mails: string[] = [];
    const port = await freePort();
    const channel = createEmailChannel({
      smtpUrl: `smtp://127.0.0.1:${port}`,
      from: 'gloss@example.com',
      to: ['team@example.com'],
      timeoutMs: 2000,
    });
    await using room = await openAlertRoom(outside, { channels: [channel] });
    room.runner.start();
    room.runs = bad;
    await room.alerts.check();
    await until(async () => (await room.store.alerts.waiting(9))[0]?.failure?.code === 'mail_unreachable');

    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData(stream, _session, done) {
        let text = '';
        stream.on('data', (chunk: Buffer) => (text += chunk.toString()));
        stream.on('end', () => {
          mails.push(text);
          done();
        });
      },
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    try {
      await until(async () => (await statuses(room)).includes('email 1 sent'));
      room.runs = good;
      await room.alerts.check();
      await until(async () => (await statuses(room)).includes('email 2 sent'));
    } finally {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
    expect(mails).toHaveLength(2);
    const [opened = '', recovered = ''] = mails;
    expect(opened).toContain('Subject: [ERROR] Error rate: 50 %, above 10 %');
    expect(opened).toContain('Window: last 5 min, n = 20 runs');
    const messageId = /^Message-ID: (<alert-[^>]+>)/m.exec(opened)?.[1];
    expect(recovered).toContain(`In-Reply-To: ${messageId}`);
    expect(recovered).toContain('Recovered: it is 0 % again.');
  });
});

describe('Slack', () => {
  it('away: the alert waits and is posted once, also where an answer was lost', async () => {
    await using server = await startSlackServer();
    let tries = 0;
    server.always('chat.postMessage', (args) => {
      tries += 1;
      // The third time Slack takes the message, and its answer is lost.
      if (tries === 3) {
        const { channel, text, metadata } = args;
        const row = {
          channel: String(channel),
          ts: `${Math.floor(Date.now() / 1000)}.000100`,
          text: String(text),
          metadata,
        };
        server.messages.push(row);
      }
      return { status: 500 };
    });
    await using room = await openAlertRoom(outside, { channels: [slackChannel(server)] });
    room.runner.start();
    room.runs = bad;
    await room.alerts.check();
    await until(async () => (await statuses(room)).includes('slack 1 sent'));
    expect(tries).toBe(3);
    expect(server.messages).toHaveLength(1);
    expect(server.messages[0]?.text).toContain('Error rate: 50 %, above 10 %');
  });

  it('shows what happens on the card and in its thread, and mentions the group at the escalation alone', async () => {
    await using server = await startSlackServer();
    await using room = await openAlertRoom(outside, { channels: [slackChannel(server)] });
    room.runner.start();
    room.runs = bad;
    await room.alerts.check();
    const [open] = await room.alerts.open();
    const id = open?.alert.id ?? '';
    await room.store.alerts.apply({
      memory: null,
      alert: { ...(open?.alert as Alert), version: 2, escalateAt: outside.clock.now() - 1 },
      events: [],
      deliveries: [],
      at: outside.clock.now(),
    });
    await room.alerts.escalateDue();
    await room.alerts.acknowledge(id, 'U2');
    room.runs = good;
    await room.alerts.check();
    await until(async () => (await statuses(room)).every((line) => line.endsWith('sent')));
    const [card, ...lines] = server.messages;
    expect(card?.thread_ts).toBeUndefined();
    expect(JSON.stringify(card?.blocks)).toContain('Recovered');
    expect(JSON.stringify(card?.blocks)).not.toContain('Acknowledge');
    expect(lines.map(({ text }) => text)).toEqual([
      'Nobody has acknowledged this alert.',
      'acknowledged this alert: it will not be escalated.',
      'Recovered: it is 0 % again.',
    ]);
    expect(lines.map(({ blocks }) => JSON.stringify(blocks).includes('usergroup'))).toEqual([true, false, false]);
    expect(JSON.stringify(lines[1]?.blocks)).toContain('"user_id":"U2"');
    expect(lines.every(({ thread_ts: thread }) => thread === card?.ts)).toBe(true);
  });
});

it('a channel that hangs holds up no other', async () => {
  await using receiver = await startReceiver(() => undefined);
  await using server = await startSlackServer();
  const channel = createWebhookChannel({ url: receiver.url, secret, timeoutMs: 60_000 }, outside, fetch);
  await using room = await openAlertRoom(outside, { channels: [channel, slackChannel(server)] });
  room.runner.start();
  room.runs = bad;
  await room.alerts.check();
  await until(async () => (await statuses(room)).includes('slack 1 sent') && receiver.requests.length === 1);
  expect(await statuses(room)).toEqual(['slack 1 sent', 'webhook 1 waiting']);
});
