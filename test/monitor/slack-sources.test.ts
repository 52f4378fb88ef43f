import { describe, expect, test } from 'vitest';
import type { SlackServer } from '../support/slack-server.ts';
import { openTempStore } from '../support/temp-store.ts';
import { monitorOf, partsOn, run } from '../support/test-monitor.ts';
import { startTestSlackApp } from '../support/test-slack-app.ts';
import type { TestSlackApp } from '../support/test-slack-app.ts';
import { until } from '../support/until.ts';

/** 09:00 UTC, where the tests' clock starts. */
const now = Date.UTC(2026, 2, 2, 9) / 1000;
const ago = (minutes: number): string => (now - minutes * 60).toFixed(6);

type Message = Record<string, unknown>;
const person = (minutes: number, text: string, more: Message = {}): Message => ({
  ts: ago(minutes),
  user: 'U1',
  text,
  ...more,
});
const app = (minutes: number, text: string, more: Message = {}): Message => ({
  ts: ago(minutes),
  user: 'UBOT',
  bot_id: 'B1',
  text,
  ...more,
});

/** A channel as Slack gives it out: newest first, a page at a time; threads oldest first. */
function serve(
  server: SlackServer,
  roots: readonly Message[],
  threads: Record<string, Message[]> = {},
  pageSize = 200,
): void {
  const newest = [...roots].sort((a, b) => Number(b['ts']) - Number(a['ts']));
  server.always('conversations.history', (args) => {
    const found = newest.filter(
      ({ ts }) => Number(ts) >= Number(args['oldest']) && Number(ts) <= Number(args['latest']),
    );
    const start = Number(args['cursor'] ?? 0);
    const next = start + pageSize < found.length ? String(start + pageSize) : '';
    return { ok: true, messages: found.slice(start, start + pageSize), response_metadata: { next_cursor: next } };
  });
  server.always('conversations.replies', (args) => ({ ok: true, messages: threads[String(args['ts'])] ?? [] }));
}

const values = {
  source: { type: 'slack-threads', channels: ['C0LINKS'] },
  extractor: 'conversation',
  scorers: ['reactions', 'stalemate'],
};

async function runOn(slack: TestSlackApp, more: Record<string, unknown> = {}) {
  const temp = await openTempStore();
  const parts = partsOn(temp, { history: slack.app.history, outside: slack.outside });
  const done = await run(temp, monitorOf(parts, { ...values, ...more }), parts);
  const ids = (await temp.store.monitors.scored.list({ limit: 100 })).map(({ itemId }) => itemId);
  const scores = await temp.store.scores.window({ name: 'reactions', fromMs: 0, toMs: 9e12 });
  await temp[Symbol.asyncDispose]();
  return { done, ids, scores };
}

describe('threads of Slack', () => {
  test('are scored by their reactions and by whether an app repeats itself', async () => {
    await using slack = await startTestSlackApp();
    const root = person(30, 'Which ferry is it?', { reply_count: 4 });
    serve(slack.server, [root, person(20, 'Good morning')], {
      [String(root['ts'])]: [
        root,
        app(29, 'The grain boat.', {
          reactions: [
            { name: '+1::skin-tone-3', count: 2 },
            { name: 'x', count: 1 },
            { name: 'eyes', count: 5 },
          ],
        }),
        person(28, 'That is wrong.', { reactions: [{ name: 'tada', count: 9 }] }),
        app(27, 'the  grain boat.'),
      ],
    });
    const { done, ids, scores } = await runOn(slack);
    expect(ids).toEqual([`C0LINKS:${ago(30)}`, `C0LINKS:${ago(20)}`]);
    expect(done.scores).toEqual([
      { scorer: 'reactions', n: 2, mean: (2 / 3 + 0.5) / 2, passed: 2 },
      { scorer: 'stalemate', n: 2, mean: 0.5, passed: 1 },
    ]);
    expect(scores.worst[0]).toMatchObject({
      channelId: 'C0LINKS',
      teamId: 'T1',
      value: 0.5,
      reason: '0 positive and 0 negative reactions.',
    });
  });

  test('in which no person spoke are left out, and so are senders, patterns and notices', async () => {
    await using slack = await startTestSlackApp();
    serve(slack.server, [
      app(30, 'Nightly report'),
      person(29, 'secret plan'),
      person(28, 'hello', { user: 'U9' }),
      { ts: ago(27), user: 'U1', text: 'joined', subtype: 'channel_join' },
      person(26, 'kept &amp; decoded'),
      { ts: ago(25), username: 'Deploy', user: 'U7', text: 'done' },
      person(95, 'too old'),
    ]);
    const source = { ...values.source, exclude_senders: ['U9'], exclude_patterns: ['SECRET'], bot_names: ['Deploy'] };
    expect((await runOn(slack, { source })).ids).toEqual([`C0LINKS:${ago(26)}`]);
    const all = { ...source, drop_all_ai: false };
    expect((await runOn(slack, { source: all })).ids).toEqual(
      [ago(25), ago(26), ago(30)].map((ts) => `C0LINKS:${ts}`).sort(),
    );
  });

  test('as messages are one item each, and their threads are not read', async () => {
    await using slack = await startTestSlackApp();
    serve(slack.server, [person(30, 'one', { reply_count: 3 }), person(20, 'two')]);
    const { done } = await runOn(slack, { source: { ...values.source, type: 'slack-messages' } });
    expect(done.counts.scored).toBe(2);
    expect(slack.server.callsOf('conversations.replies')).toEqual([]);
  });

  test('are read page by page, and a rate limit is waited out', async () => {
    await using slack = await startTestSlackApp();
    serve(
      slack.server,
      Array.from({ length: 7 }, (_, index) => person(10 + index, `message ${index}`)),
      {},
      3,
    );
    slack.server.next('conversations.history', { status: 429, headers: { 'retry-after': '9' } });
    const waiting = slack.outside.clock.waiting();
    const result = runOn(slack);
    await until(() => slack.outside.clock.waiting() > waiting);
    await slack.outside.clock.advance(9000);
    expect((await result).done.counts.fetched).toBe(7);
    expect(slack.server.callsOf('conversations.history')).toHaveLength(4);
  });

  test('of a channel the app is not in fail the run with what to do', async () => {
    await using slack = await startTestSlackApp();
    slack.server.always('conversations.history', { ok: false, error: 'not_in_channel' });
    await expect(runOn(slack)).rejects.toMatchObject({ code: 'slack_not_in_channel' });
  });
});
