import { expect, test } from 'vitest';
import { validateView } from '../../src/slack/blocks/validate-blocks.ts';
import { memoryNews } from '../support/memory-news.ts';
import { sampleDashboard } from '../support/memory-analytics.ts';
import { buttonPress, startTestSlackApp, type TestSlackApp } from '../support/test-slack-app.ts';
import { until } from '../support/until.ts';
import { sampleSummary } from '../support/sample-summary.ts';

const opened = (tab: string, user = 'U2') => ({
  type: 'event_callback',
  team_id: 'T1',
  event_id: `Ev-${tab}-${user}`,
  event: { type: 'app_home_opened', user, tab, channel: 'D1' },
});
const published = (slack: TestSlackApp) => slack.server.callsOf('views.publish');

async function open(slack: TestSlackApp, user = 'U2'): Promise<void> {
  const before = published(slack).length;
  await slack.receiver.deliver(opened('home', user));
  await until(() => published(slack).length > before);
}

function moreRuns(slack: TestSlackApp, n: number): void {
  slack.analytics.dashboardNow = sampleDashboard({ runs: { n, ok: n, failed: 0, successRate: 1 } });
}

test("App Home shows today's figures, the budget, errors, health and the person's links", async () => {
  await using slack = await startTestSlackApp({
    deps: {
      home: () =>
        Promise.resolve({
          recent: [sampleSummary()],
          settings: [{ label: 'Writer', value: 'gpt-5-mini' }],
          prompts: [{ name: 'stage-b-compose-reply', label: 'prod', version: 'abcdef012345' }],
          schedules: [
            { title: 'Monitor summaries', nextMs: Date.UTC(2026, 2, 2, 10) },
            { title: 'Monitor spot-check', nextMs: null },
          ],
        }),
    },
  });
  await open(slack);
  const [call] = published(slack);
  expect(call).toMatchObject({ user_id: 'U2' });
  expect(validateView(call?.['view'])).toEqual([]);
  const text = JSON.stringify(call);
  for (const part of [
    'Today, 2 Mar (UTC)',
    '91.7 % of 12',
    '12 s (n = 12)',
    '98.2 % (n = 11)',
    '$1.55 of $5.00 ▰▰▰▱▱▱▱▱▱▱ 31 %, within the budget',
    'data_visualization',
    'Errors: 1 × fetch_timeout',
    '✓ queue: 0 waiting',
    'A log that ferries writes',
    'stage-b-compose-reply: prod is abcdef012345',
    'Monitor summaries: 2 Mar 10:00 UTC',
    'Monitor spot-check: paused',
    'Writer: gpt-5-mini',
    '/metrics',
  ]) {
    expect(text).toContain(part);
  }
  expect(slack.analytics.asked[0]?.given).toEqual({ fromMs: Date.UTC(2026, 2, 2), toMs: slack.outside.clock.now() });
});

test('it is drawn again when a figure changes, at most once an interval, and not where nothing changed', async () => {
  await using slack = await startTestSlackApp();
  await open(slack);
  slack.server.always('views.publish', { ok: true, view: { id: 'V1', hash: 'h2' } });
  for (let n = 13; n < 20; n += 1) {
    moreRuns(slack, n);
    slack.app.figuresChanged();
  }
  await slack.outside.clock.advance(9000);
  expect(published(slack)).toHaveLength(1);
  await slack.outside.clock.advance(1500);
  await until(() => published(slack).length === 2);
  expect(JSON.stringify(published(slack)[1])).toContain('19 (0 failed)');
  // Once more an interval later, for spans that were stored meanwhile; then there is rest.
  moreRuns(slack, 20);
  await until(() => slack.outside.clock.waiting() === 1);
  await slack.outside.clock.advance(10_000);
  await until(() => published(slack).length === 3);
  expect(published(slack)[2]).toMatchObject({ hash: 'h2' });
  await until(() => slack.outside.clock.waiting() === 0);
  await slack.outside.clock.advance(120_000);
  expect(published(slack)).toHaveLength(3);
});

test('each person has an interval of their own, and who left is not drawn for', async () => {
  await using slack = await startTestSlackApp();
  await open(slack, 'U2');
  await slack.outside.clock.advance(6000);
  await open(slack, 'U3');
  await slack.receiver.deliver(opened('messages', 'U2'));
  moreRuns(slack, 30);
  slack.app.figuresChanged();
  await slack.outside.clock.advance(11_000);
  await until(() => published(slack).length === 3);
  expect(published(slack).map((call) => call['user_id'])).toEqual(['U2', 'U3', 'U3']);
});

/** What App Home says of the runs, which it does not before they are set; held time goes on meanwhile, for the pause between two drawings counts from when the one before was begun. */
async function firstRunsShown(slack: TestSlackApp): Promise<string | undefined> {
  const shown = () => /\d+ \(0 failed\)/.exec(JSON.stringify(published(slack).at(-1)))?.[0];
  await until(async () => {
    await slack.outside.clock.advance(1000);
    return shown() !== undefined;
  });
  return shown();
}

test('a vote is such a change', async () => {
  await using slack = await startTestSlackApp();
  await open(slack);
  slack.summaries.set('sum-1', sampleSummary());
  moreRuns(slack, 31);
  await slack.receiver.deliver(buttonPress('vote_up', 'sum-1:1'));
  expect(await firstRunsShown(slack)).toBe('31 (0 failed)');
});

test('a finished summary is such a change', async () => {
  await using slack = await startTestSlackApp();
  await open(slack);
  moreRuns(slack, 32);
  slack.server.messages.push({ channel: 'C1', ts: '1700000001.000100' });
  const target = { teamId: 'T1', channelId: 'C1', messageTs: '1', threadTs: '1', jobId: 'j', url: 'https://a.example' };
  await slack.app.threadReply.finish(target, { channelId: 'C1', ts: '1700000001.000100' }, sampleSummary());
  expect(await firstRunsShown(slack)).toBe('32 (0 failed)');
});

test('a newer view than ours is not fought over: the hash is dropped once', async () => {
  await using slack = await startTestSlackApp();
  slack.server.always('views.publish', { ok: true, view: { id: 'V1', hash: 'h1' } });
  await open(slack);
  slack.server.next('views.publish', { ok: false, error: 'hash_conflict' });
  await slack.outside.clock.advance(11_000);
  moreRuns(slack, 33);
  slack.app.figuresChanged();
  await until(() => published(slack).length === 3);
  expect(published(slack).map((call) => call['hash'])).toEqual([undefined, 'h1', undefined]);
});

test('a server without App Home is asked once', async () => {
  await using slack = await startTestSlackApp();
  slack.server.always('views.publish', { ok: false, error: 'unknown_method' });
  const isSaid = (): boolean =>
    slack.outside.logged.some(({ message }) => message === 'this Slack server has no App Home; going on without it');
  await open(slack);
  await until(isSaid);
  await slack.receiver.deliver(opened('home', 'U3'));
  slack.app.figuresChanged();
  await slack.outside.clock.advance(60_000);
  expect(published(slack)).toHaveLength(1);
});

test('a server without charts gets a home without them', async () => {
  await using slack = await startTestSlackApp();
  slack.server.next('views.publish', { ok: false, error: 'invalid_arguments' });
  await open(slack);
  await until(() => published(slack).length === 2);
  expect(JSON.stringify(published(slack)[0])).toContain('data_visualization');
  expect(JSON.stringify(published(slack)[1])).not.toContain('data_visualization');
});

test('figures that cannot be read are said to be missing; the rest stands', async () => {
  await using slack = await startTestSlackApp();
  slack.analytics.dashboard = () => Promise.reject(new Error('disk'));
  slack.analytics.budget = () => Promise.reject(new Error('disk'));
  await open(slack);
  const text = JSON.stringify(published(slack)[0]);
  expect(text).toContain('cannot be read right now');
  expect(text).toContain('✓ queue: 0 waiting');
});

test('stopping gives up what waits', async () => {
  const slack = await startTestSlackApp();
  await open(slack);
  moreRuns(slack, 34);
  slack.app.figuresChanged();
  await slack[Symbol.asyncDispose]();
  expect(slack.outside.clock.waiting()).toBe(0);
  slack.app.figuresChanged();
  expect(slack.outside.clock.waiting()).toBe(0);
});

test('a figure that changed in one process is drawn anew by all, and told once a second', async () => {
  const [here, there] = memoryNews(2);
  if (here === undefined || there === undefined) throw new Error('two ends were asked for');
  await using writer = await startTestSlackApp({ deps: { news: here } });
  await using reader = await startTestSlackApp({ deps: { news: there } });
  await open(reader);
  reader.server.always('views.publish', { ok: true, view: { id: 'V1', hash: 'h2' } });
  moreRuns(reader, 40);
  writer.app.figuresChanged();
  await open(writer);
  writer.app.figuresChanged();
  expect(here.told).toEqual(['figures']);
  await until(async () => {
    await reader.outside.clock.advance(1000);
    return published(reader).length === 2;
  });
  expect(JSON.stringify(published(reader)[1])).toContain('of 40');
  await writer.outside.clock.advance(1000);
  writer.app.figuresChanged();
  expect(here.told).toEqual(['figures', 'figures']);
  // Who only heard of it does not tell it on.
  expect(there.told).toEqual([]);
});
