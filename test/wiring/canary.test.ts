import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generalChannelId } from '../../src/workspace/opening-state.ts';
import { canarySchedule } from '../../src/wiring/canary.ts';
import { startTestApp, testConfig } from '../support/test-app.ts';
import { until } from '../support/until.ts';

it('reads a page of the local workspace without posting and without a trace', async () => {
  await using test = await startTestApp();
  const { store } = test.app;
  const countMessages = async (): Promise<number> => {
    const asked = { user: test.user, channel: generalChannelId, limit: 100 };
    return (await test.client.call('history', asked)).messages.length;
  };
  const before = await countMessages();
  await store.jobs.enqueue([{ key: 'canary-1', kind: 'canary', payload: {} }]);
  await until(async () => (await store.canaryRuns.list(0, Date.now() + 1, 9)).length === 1, 20_000);
  expect(await store.canaryRuns.list(0, Date.now() + 1, 9)).toMatchObject([
    { outcome: 'ok', failure: null, url: test.samples[0] },
  ]);
  expect(await countMessages()).toBe(before);
  // It is nobody's run: no trace, nothing in the figures.
  expect((await store.analytics.searchTraces({})).traces).toEqual([]);
});

it('is off with a real Slack until a page is set', () => {
  const folder = mkdtempSync(join(tmpdir(), 'gloss-canary-'));
  try {
    expect(canarySchedule(testConfig(folder).settings)).toBeNull();
    const url = 'https://ferry.example/';
    const set = testConfig(folder, { GLOSS_ALERTS_CANARY_URL: url, GLOSS_ALERTS_CANARY_INTERVAL_MINUTES: '15' });
    expect(canarySchedule(set.settings)).toMatchObject({ id: 'canary', timing: { intervalMinutes: 15 } });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

it('a page that cannot be read is a failed run, and an alert until the next one works', async () => {
  await using test = await startTestApp({ environment: { GLOSS_ALERTS_CANARY_URL: 'http://127.0.0.1:9/nothing' } });
  const { store } = test.app;
  await store.jobs.enqueue([{ key: 'canary-1', kind: 'canary', payload: {} }]);
  await until(async () => (await store.canaryRuns.list(0, Date.now() + 1, 9)).length === 1, 20_000);
  const [failed] = await store.canaryRuns.list(0, Date.now() + 1, 9);
  expect(failed).toMatchObject({ outcome: 'failed', url: 'http://127.0.0.1:9/nothing' });
  const command = { user: 'U0LOCALOPER', channel: generalChannelId, command: '/alert', text: 'check monitor-failed' };
  await test.client.call('command', command);
  await until(async () => (await store.alerts.open()).length === 1);
  expect(await store.alerts.open()).toMatchObject([
    {
      ruleId: 'monitor-failed',
      scope: 'monitor=canary',
      value: 1,
      evidence: { note: expect.stringContaining('127.0.0.1:9') },
    },
  ]);
  await store.canaryRuns.put({ id: 'next', at: Date.now(), url: 'x', outcome: 'ok', failure: null, durationMs: 1 });
  await test.client.call('command', command);
  await until(async () => (await store.alerts.open()).length === 0);
});
