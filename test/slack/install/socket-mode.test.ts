import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { beginInstall, createTestBrowser, grant, tenants } from '../../support/installed-program.ts';
import { memoryInstalling } from '../../support/memory-installing.ts';
import { startSlackServer } from '../../support/slack-server.ts';
import { messageEvent, startTestSlackApp } from '../../support/test-slack-app.ts';

const { first, second } = tenants;

test('over one socket two workspaces are answered, each with its own token, and a third one not at all', async () => {
  const server = await startSlackServer();
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(sockets, 'listening');
  server.always('apps.connections.open', {
    ok: true,
    url: `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/`,
  });
  const acks: string[] = [];
  const connected = once(sockets, 'connection');
  sockets.on('connection', (socket) => {
    socket.on('message', (data) =>
      acks.push((JSON.parse((data as Buffer).toString()) as { envelope_id: string }).envelope_id),
    );
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }));
  });
  const installing = memoryInstalling();
  await using slack = await startTestSlackApp({
    server,
    settings: {
      botToken: null,
      clientId: '12.34',
      clientSecret: 'client-secret',
      stateSecret: 'state-secret-0123456789',
      publicUrl: 'https://gloss.example',
    },
    deps: { installing, port: 0 },
    receiver: 'socket',
  });
  try {
    const [socket] = (await connected) as [WebSocket];
    const base = `http://127.0.0.1:${slack.app.connection().port}`;
    expect((await fetch(`${base}/anything`)).status).toBe(404);
    for (const tenant of [first, second]) {
      const visitor = createTestBrowser();
      const url = await beginInstall(base, visitor);
      server.codes.set('code', grant(tenant));
      server.tenants.set(tenant.botToken, tenant);
      const query = new URLSearchParams({ code: 'code', state: url.searchParams.get('state') ?? '' });
      expect((await visitor.get(`${base}/slack/oauth_redirect?${query.toString()}`)).status).toBe(200);
    }
    const ask = (teamId: string, botUserId: string) =>
      socket.send(
        JSON.stringify({
          type: 'events_api',
          envelope_id: `e-${teamId}`,
          accepts_response_payload: false,
          payload: {
            ...messageEvent({ type: 'app_mention', text: `<@${botUserId}> help` }, `Ev${teamId}`),
            team_id: teamId,
            authorizations: [{ team_id: teamId, user_id: botUserId, is_bot: true, is_enterprise_install: false }],
          },
        }),
      );
    ask(first.teamId, first.botUserId);
    ask(second.teamId, second.botUserId);
    ask('T3THREE', 'UBOT');
    const answered = () =>
      server.calls.filter(({ method }) => method === 'chat.postEphemeral').map(({ token }) => token);
    await expect.poll(() => answered().toSorted()).toEqual([first.botToken, second.botToken].toSorted());
    // What nobody installed is acknowledged too, or Slack would send it again.
    await expect.poll(() => acks.toSorted()).toEqual(['e-T1ONE', 'e-T2TWO', 'e-T3THREE']);
  } finally {
    await slack.app.stop();
    for (const client of sockets.clients) client.terminate();
    await new Promise((resolve) => sockets.close(resolve));
  }
});
