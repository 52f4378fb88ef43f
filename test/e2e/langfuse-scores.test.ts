import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createWorkspaceClient } from '../../src/workspace/control-client.ts';
import { adminUserId } from '../../src/workspace/opening-state.ts';
import { createTempFolder } from '../support/create-temp-folder.ts';
import { createRealOutside } from '../support/real-outside.ts';
import { runProgram } from '../support/run-program.ts';
import { startScoreServer } from '../support/score-server.ts';
import { startTestApp } from '../support/test-app.ts';
import type { TestApp } from '../support/test-app.ts';

const toLangfuse = (url: string) => ({
  LANGFUSE_PUBLIC_KEY: 'pk-1',
  LANGFUSE_SECRET_KEY: 'sk-1',
  LANGFUSE_BASE_URL: url,
  GLOSS_OBSERVE_EXPORT_SHUTDOWN_MS: '200',
});

/** Presses a button under a message of the app. */
async function press(app: TestApp, ts: string, actionId: string): Promise<void> {
  await app.client.call('click', { user: app.user, container: { channel: app.channel, ts }, action_id: actionId });
}

test(
  'what the gates measured and what people vote arrive in Langfuse as scores of the trace',
  { timeout: 60_000 },
  async () => {
    await using server = await startScoreServer();
    const real = createRealOutside();
    let laterMs = 0;
    const outside = { ...real, clock: { ...real.clock, now: () => real.clock.now() + laterMs } };
    await using app = await startTestApp({ environment: toLangfuse(server.url), outside });
    const { ts } = await app.post(app.samples[0] ?? '');
    const reply = await app.summary(ts);
    const named = (name: string) => [...server.scores.values()].find((score) => score['name'] === name);
    await expect
      .poll(() => named('gate_pass_rate'), { timeout: 10_000 })
      .toMatchObject({ value: 1, dataType: 'NUMERIC' });
    const traceId = named('gate_pass_rate')?.['traceId'];
    // Spans are stored in batches, so the score may be there first.
    await expect
      .poll(async () => (await app.app.store.analytics.trace(String(traceId)))?.summary?.url, { timeout: 10_000 })
      .toContain(app.samples[0]);
    expect(new Set([...server.scores.values()].map((score) => score['traceId']))).toEqual(new Set([traceId]));
    // Each score is a request of its own.
    await expect.poll(() => named('grounding'), { timeout: 10_000 }).toMatchObject({ traceId });

    await press(app, reply.ts, 'vote_up');
    await expect
      .poll(() => named('vote'), { timeout: 5000 })
      .toMatchObject({ value: 1, traceId, comment: '1 👍, 0 👎' });
    await press(app, reply.ts, 'vote_down');
    await expect.poll(() => named('vote')?.['value'], { timeout: 5000 }).toBe(0);
    // Sooner it would be the second half of a double click.
    laterMs = 2000;
    await press(app, reply.ts, 'vote_down');
    await expect.poll(() => named('vote'), { timeout: 5000 }).toBeUndefined();
  },
);

test('a Langfuse that hangs is said by /health and keeps nobody waiting', { timeout: 60_000 }, async () => {
  await using server = await startScoreServer();
  server.mood = 'hang';
  await using app = await startTestApp({
    environment: { ...toLangfuse(server.url), GLOSS_OBSERVE_EXPORT_TIMEOUT_MS: '100' },
  });
  const { ts } = await app.post(app.samples[0] ?? '');
  const reply = await app.summary(ts);
  await press(app, reply.ts, 'vote_up');
  const health = async () => {
    const answer = await fetch(`${app.app.httpUrl ?? ''}/health`);
    const { components } = (await answer.json()) as { components: { name: string; status: string; detail: string }[] };
    return components.find(({ name }) => name === 'scores to Langfuse');
  };
  await expect.poll(async () => (await health())?.status, { timeout: 10_000 }).toBe('degraded');
  expect((await health())?.detail).toMatch(
    /^away: Langfuse could not be reached; 0 scores sent, \d+ waiting, 0 dropped$/,
  );
});

test('scores that a killed program had not sent are sent by the next one', { timeout: 120_000 }, async () => {
  await using server = await startScoreServer();
  server.mood = { status: 503 };
  const folder = createTempFolder();
  const start = () =>
    runProgram('src/main.ts', [], {
      ...toLangfuse(server.url),
      GLOSS_WORKSPACE_PORT: '0',
      GLOSS_HTTP_PORT: '0',
      DATABASE_URL: join(folder, 'gloss.db'),
      GLOSS_STORE_TRACES_FILE: join(folder, 'traces.db'),
      GLOSS_WORKSPACE_DATABASE_FILE: join(folder, 'workspace.db'),
    });
  const first = start();
  await first.until('http://127.0.0.1:');
  const client = createWorkspaceClient(/http:\/\/127\.0\.0\.1:\d+/.exec(first.stdout)?.[0] ?? '', fetch);
  const { samples, channels } = await client.call('state', { user: adminUserId });
  const channel = channels.find(({ name }) => name === 'links')?.id ?? '';
  await client.call('post', { user: adminUserId, channel, text: samples[0]?.url ?? '' });
  // Spans go there as well.
  const tries = () => server.requests.filter(({ path }) => path.includes('/scores'));
  await expect.poll(tries, { timeout: 20_000 }).not.toEqual([]);
  first.signal('SIGKILL');
  await first.ended;
  expect([...server.scores]).toEqual([]);

  server.mood = 'take';
  const second = start();
  const names = () => [...server.scores.values()].map(({ name }) => name);
  await expect.poll(names, { timeout: 30_000 }).toContain('gate_pass_rate');
  await expect.poll(names).toContain('grounding');
  second.signal('SIGTERM');
  expect(await second.ended).toBe(0);
});
