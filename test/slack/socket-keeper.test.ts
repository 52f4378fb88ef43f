import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createBoltLogger } from '../../src/slack/bolt-logger.ts';
import { createReceiver } from '../../src/slack/create-receiver.ts';
import { SlackSettings } from '../../src/slack/settings.ts';
import type { SlackConnection } from '../../src/slack/slack-app.ts';
import { startSlackServer } from '../support/slack-server.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { until } from '../support/until.ts';

/** A receiver of ours, connected to sockets that a test holds in its hand; its time is held. */
async function connect(greets: (count: number) => boolean = () => true) {
  const server = await startSlackServer();
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(sockets, 'listening');
  server.always('apps.connections.open', {
    ok: true,
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/`,
  });
  const accepted: WebSocket[] = [];
  sockets.on('connection', (socket) => {
    accepted.push(socket);
    if (greets(accepted.length)) socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }));
  });
  const outside = createTestOutside();
  const connection: SlackConnection = {
    state: 'connecting',
    lastEventAt: null,
    lastHeardAt: null,
    port: null,
  };
  let reconnected = 0;
  const settings = SlackSettings.parse({ botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl: server.url });
  const receiver = createReceiver(settings, {}, connection, createBoltLogger(outside.log), outside, () => {
    reconnected += 1;
  });
  return {
    server,
    accepted,
    outside,
    connection,
    receiver,
    reconnected: () => reconnected,
    /** Lets held time pass until it holds. */
    async untilLater(condition: () => boolean): Promise<void> {
      await until(async () => {
        if (!condition()) await outside.clock.advance(500);
        return condition();
      });
    },
    async [Symbol.asyncDispose]() {
      await receiver.stop();
      connection.state = 'stopped';
      for (const socket of accepted) socket.terminate();
      await new Promise((resolve) => sockets.close(resolve));
      await server.close();
    },
  };
}

test('a socket on which nothing is heard is left, even where the other end says no goodbye, and another is opened', async () => {
  await using slack = await connect();
  const { accepted, outside, connection, receiver } = slack;
  await receiver.start();
  expect(connection).toMatchObject({ state: 'connected', lastHeardAt: outside.clock.now() });
  accepted[0]?.pause();
  await outside.clock.advance(59_000);
  expect(accepted).toHaveLength(1);
  await slack.untilLater(() => slack.reconnected() === 1);
  expect(accepted).toHaveLength(2);
  expect(connection.state).toBe('connected');
  expect(outside.logged.filter(({ message }) => message.includes('closed and opened again'))).toHaveLength(1);
});

test('a sign of life on a quiet socket is enough', async () => {
  await using slack = await connect();
  const { accepted, outside, connection, receiver } = slack;
  await receiver.start();
  for (let minute = 0; minute < 3; minute += 1) {
    await outside.clock.advance(45_000);
    accepted[0]?.ping();
    await until(() => connection.lastHeardAt === outside.clock.now());
  }
  expect(accepted).toHaveLength(1);
});

test('where Slack cannot be asked for a new socket, it is asked until it can, ever more slowly', async () => {
  await using slack = await connect();
  const { server, accepted, outside, connection, receiver } = slack;
  await receiver.start();
  server.next(
    'apps.connections.open',
    { status: 500 },
    { ok: false, error: 'internal_error' },
    { status: 429, headers: { 'retry-after': '20' } },
    // What the library itself would never try again.
    { ok: false, error: 'account_inactive' },
    { status: 503 },
  );
  const from = outside.clock.now();
  accepted[0]?.terminate();
  await until(() => connection.state === 'disconnected');
  await slack.untilLater(() => slack.reconnected() === 1);
  expect(server.callsOf('apps.connections.open')).toHaveLength(7);
  expect(connection.state).toBe('connected');
  expect(outside.clock.now() - from).toBeGreaterThan(20_000);
  expect(outside.logged.filter(({ message }) => message.includes('tried again'))).toHaveLength(5);
});

test('a socket without a hello is not waited for', async () => {
  await using slack = await connect((count) => count !== 2);
  const { accepted, connection, receiver } = slack;
  await receiver.start();
  accepted[0]?.terminate();
  await slack.untilLater(() => slack.reconnected() === 1);
  expect(accepted).toHaveLength(3);
  expect(connection.state).toBe('connected');
});

test('sockets that are cut again and again are not asked for ever faster', async () => {
  await using slack = await connect();
  const { accepted, outside, receiver } = slack;
  await receiver.start();
  const asked = () => slack.server.callsOf('apps.connections.open').length;
  /** @returns how long it takes from a cut to the next asking */
  const cut = async (): Promise<number> => {
    const before = asked();
    accepted.at(-1)?.terminate();
    await until(() => slack.connection.state === 'disconnected');
    const from = outside.clock.now();
    await slack.untilLater(() => asked() > before);
    const pauseMs = outside.clock.now() - from;
    await until(() => slack.connection.state === 'connected' && slack.reconnected() === before);
    return pauseMs;
  };
  expect(await cut()).toBeLessThanOrEqual(1000);
  let last = 0;
  for (let count = 0; count < 8; count += 1) last = await cut();
  expect(last).toBeGreaterThan(14_000);
  // One that lives for a while is forgiven the rest.
  await outside.clock.advance(59_000);
  accepted.at(-1)?.ping();
  await until(() => slack.connection.lastHeardAt === outside.clock.now());
  await outside.clock.advance(5000);
  expect(await cut()).toBeLessThanOrEqual(1000);
});

test('the first socket that cannot be opened is an error of the start', async () => {
  await using slack = await connect();
  slack.server.always('apps.connections.open', { ok: false, error: 'invalid_auth' });
  await expect(slack.receiver.start()).rejects.toMatchObject({ code: 'slack_invalid_auth' });
});

test('after a stop no socket is opened any more', async () => {
  await using slack = await connect();
  const { accepted, outside, receiver } = slack;
  await receiver.start();
  await receiver.stop();
  await outside.clock.advance(600_000);
  expect(accepted).toHaveLength(1);
  expect(slack.server.callsOf('apps.connections.open')).toHaveLength(1);
});
