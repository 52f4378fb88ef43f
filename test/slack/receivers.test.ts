import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { SlackDependencies } from '../../src/slack/slack-dependencies.ts';
import { SlackSettings } from '../../src/slack/settings.ts';
import { createSlackApp } from '../../src/slack/slack-app.ts';
import { emptyMonitorDesk } from '../support/empty-monitor-desk.ts';
import { datasetServices } from '../support/dataset-services.ts';
import { emptyFollowUps, emptyLibrary, noIdeas } from '../support/empty-library.ts';
import { openChannels } from '../support/open-channels.ts';
import { memoryAnalytics } from '../support/memory-analytics.ts';
import { createMemoryPromptDesk } from '../support/memory-prompt-desk.ts';
import { noAlerts } from '../support/no-alerts.ts';
import { memoryAudit } from '../support/memory-audit.ts';
import { noBaselines, noPromotions } from '../support/no-baselines.ts';
import { noEvals } from '../support/no-evals.ts';
import { noLimits } from '../support/no-limits.ts';
import { startSlackServer } from '../support/slack-server.ts';
import { noNews } from '../../src/core/news.ts';
import { memoryPresses } from '../support/memory-presses.ts';
import { createTestOutside } from '../support/test-outside.ts';
import { buttonPress, memoryFeedback, messageEvent, noSplits, slashCommand } from '../support/test-slack-app.ts';

/** Collaborators whose intake fails as long as `failing` says so. */
function collaborators(state: { failing: boolean; stored: string[] }): SlackDependencies {
  const feedback = memoryFeedback();
  return {
    ...datasetServices(new Map(), feedback, createTestOutside()),
    intake: {
      posted(links) {
        if (state.failing) return Promise.reject(new Error('disk full'));
        state.stored.push(...links.urls);
        return Promise.resolve({ created: links.urls.length, known: 0, skipped: [] });
      },
      edited: () => Promise.reject(new Error('not expected')),
      deleted: () => Promise.reject(new Error('not expected')),
    },
    feedback,
    summaries: { get: () => Promise.resolve(null), inThread: () => Promise.resolve([]) },
    library: emptyLibrary(),
    channelSettings: openChannels(),
    ideas: noIdeas(),
    digest: () => Promise.resolve(null),
    followUps: emptyFollowUps(),
    answerCollector: { voted: () => Promise.resolve() },
    heardReply: () => Promise.resolve(),
    ask: (question) => Promise.reject(new Error(`not expected: ${question.question}`)),
    limits: noLimits,
    resummarize: () => Promise.resolve({ accepted: true }),
    presses: memoryPresses(),
    news: noNews,
    heard: { get: () => Promise.resolve(null), set: () => Promise.resolve() },
    health: () => Promise.resolve({ status: 'ok', components: [] }),
    home: () => Promise.resolve({ recent: [], settings: [] }),
    analytics: memoryAnalytics(),
    budgetLimits: { dailyUsd: 5, runUsd: 0.1 },
    audit: memoryAudit().log,
    evals: noEvals,
    baselines: noBaselines,
    promotions: noPromotions,
    alerts: noAlerts(),
    alertPlaces: { channelId: null, escalationGroupId: null },
    prompts: createMemoryPromptDesk(),
    monitors: emptyMonitorDesk(),
    promptTrials: { start: async () => undefined },
    promptSplits: noSplits,
  };
}

test('over http: signed requests only, 200 once stored, no 200 where storing fails, further routes served', async () => {
  await using server = await startSlackServer();
  const state = { failing: true, stored: [] as string[] };
  const signingSecret = 'signing-secret-1';
  const settings = SlackSettings.parse({ botToken: 'xoxb-1', signingSecret, mode: 'http', apiUrl: server.url });
  const app = createSlackApp(settings, createTestOutside(), {
    ...collaborators(state),
    port: 0,
    routes: [
      { path: '/healthz', method: 'GET', handler: (_request, response) => void response.writeHead(200).end('fine') },
    ],
  });
  await app.start();
  const base = `http://127.0.0.1:${app.connection().port}`;
  const send = async (body: string, contentType: string, secret = signingSecret): Promise<number> => {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
    const headers = {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    };
    const response = await fetch(`${base}/slack/events`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    return response.status;
  };
  const event = JSON.stringify(messageEvent());
  try {
    expect(app.connection().state).toBe('listening');
    expect(await send(event, 'application/json', 'another-secret')).toBe(401);
    expect(await send(event, 'application/json')).toBe(500);
    expect(state.stored).toEqual([]);
    state.failing = false;
    expect(await send(event, 'application/json')).toBe(200);
    expect(state.stored).toEqual(['https://ferry.example/log']);
    const form = 'application/x-www-form-urlencoded';
    expect(
      await send(new URLSearchParams(slashCommand('/nothing', '') as Record<string, string>).toString(), form),
    ).toBe(200);
    expect(
      await send(new URLSearchParams({ payload: JSON.stringify(buttonPress('again', 'x:1')) }).toString(), form),
    ).toBe(200);
    expect(await (await fetch(`${base}/healthz`)).text()).toBe('fine');
  } finally {
    await app.stop();
  }
  expect(app.connection().state).toBe('stopped');
});

test('over a socket: an envelope is acknowledged once stored, and never where storing fails', async () => {
  await using server = await startSlackServer();
  const sockets = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(sockets, 'listening');
  const url = `ws://127.0.0.1:${(sockets.address() as AddressInfo).port}/`;
  server.always('apps.connections.open', { ok: true, url });
  const state = { failing: true, stored: [] as string[] };
  const settings = SlackSettings.parse({ botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl: server.url });
  const app = createSlackApp(settings, createTestOutside(), collaborators(state));
  const connected = once(sockets, 'connection');
  const acks: string[] = [];
  sockets.on('connection', (socket) => {
    socket.on('message', (data) =>
      acks.push((JSON.parse((data as Buffer).toString()) as { envelope_id: string }).envelope_id),
    );
    socket.send(JSON.stringify({ type: 'hello', num_connections: 1 }));
  });
  try {
    await app.start();
    const [socket] = (await connected) as [WebSocket];
    expect(app.connection().state).toBe('connected');
    const deliver = (envelopeId: string) =>
      socket.send(
        JSON.stringify({
          type: 'events_api',
          envelope_id: envelopeId,
          accepts_response_payload: false,
          payload: messageEvent(),
        }),
      );
    deliver('e1');
    state.failing = true;
    await expect.poll(() => app.connection().lastEventAt).not.toBeNull();
    socket.send(
      JSON.stringify({
        type: 'slash_commands',
        envelope_id: 'e2',
        accepts_response_payload: true,
        payload: slashCommand('/nothing', ''),
      }),
    );
    await expect.poll(() => acks).toEqual(['e2']);
    state.failing = false;
    deliver('e3');
    await expect.poll(() => acks).toEqual(['e2', 'e3']);
    expect(state.stored).toEqual(['https://ferry.example/log']);
  } finally {
    await app.stop();
    for (const client of sockets.clients) client.terminate();
    await new Promise((resolve) => sockets.close(resolve));
  }
});

test('a token that Slack refuses ends the start with the hint where to look', async () => {
  await using server = await startSlackServer();
  server.always('auth.test', { ok: false, error: 'invalid_auth' });
  const settings = SlackSettings.parse({ botToken: 'xoxb-1', appToken: 'xapp-1', apiUrl: server.url });
  const app = createSlackApp(settings, createTestOutside(), collaborators({ failing: false, stored: [] }));
  await expect(app.start()).rejects.toMatchObject({ code: 'slack_invalid_auth' });
});
