import { expect, test } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import type { MonitorRun } from '../../src/core/monitor.ts';
import type { MonitorDesk, MonitorOverview } from '../../src/monitor/monitor-desk.ts';
import { validateBlocks } from '../../src/slack/blocks/validate-blocks.ts';
import { emptyMonitorDesk } from '../support/empty-monitor-desk.ts';
import { openTempStore } from '../support/temp-store.ts';
import { monitorOf, partsOn } from '../support/test-monitor.ts';
import { slashCommand, startTestSlackApp } from '../support/test-slack-app.ts';

const problemsOf = (blocks: unknown) => validateBlocks(Array.isArray(blocks) ? blocks : ['no blocks'], 'message');
const at = Date.UTC(2026, 2, 2, 8);

function sampleRun(more: Partial<MonitorRun> = {}): MonitorRun {
  return {
    id: 'run-1',
    monitor: 'own',
    source: 'traces',
    startedBy: 'clock',
    startedAt: at,
    finishedAt: at + 2500,
    outcome: 'done',
    window: { fromMs: at - 3_600_000, toMs: at },
    counts: { fetched: 12, matched: 12, unseen: 9, sampled: 5, scored: 4, failed: 1, postponed: 0 },
    targets: [
      { target: 'langfuse', published: 0, waiting: 4, error: 'Langfuse answered with <!channel> and status 500.' },
    ],
    scores: [{ scorer: 'grounding', n: 4, mean: 0.875, passed: 3 }],
    failure: null,
    costUsd: null,
    ...more,
  };
}

async function start(changes: Partial<MonitorDesk> = {}) {
  const started: unknown[] = [];
  const desk = emptyMonitorDesk({
    check: () => Promise.resolve(),
    start: (name, options) => Promise.resolve({ jobId: String(started.push({ name, ...options })) }),
    pause: () => Promise.resolve(true),
    resume: () => Promise.resolve(false),
    ...changes,
  });
  const slack = await startTestSlackApp({ deps: { monitors: desk }, settings: { admins: ['U2'] } });
  return {
    slack,
    started,
    async type(text: string, userId = 'U2'): Promise<string> {
      const before = slack.server.callsOf('chat.postEphemeral').length;
      await slack.receiver.deliver(slashCommand('/monitor', text, { user_id: userId }));
      const calls = slack.server.callsOf('chat.postEphemeral').slice(before);
      for (const call of calls) expect(problemsOf(call['blocks'])).toEqual([]);
      return JSON.stringify(calls.map((call) => call['blocks']));
    },
    [Symbol.asyncDispose]: () => slack[Symbol.asyncDispose](),
  };
}

/** An overview of a real monitor. */
async function overview(changes: Partial<MonitorOverview> = {}): Promise<MonitorOverview> {
  await using temp = await openTempStore();
  const monitor = monitorOf(partsOn(temp), { schedule: { cron: '0 9 * * mon-fri', time_zone: 'Europe/Vienna' } });
  const schedule = {
    schedule: { id: 'monitor:own', title: 'Monitor own', timing: monitor.timing, kind: 'run-monitor', payload: {} },
    nextMs: at + 3_600_000,
    lastSlot: null,
    pausedBy: null,
    pausedAt: null,
  };
  return { monitor, schedule, lastRun: sampleRun(), ...changes };
}

test('the list says when each runs next and what it found, and which files are left out', async () => {
  const found = await overview();
  const problems = [{ where: 'configs/monitors/bad.yaml:7: scorers.0', message: 'is "x", which is not known.' }];
  await using room = await start({ overview: () => Promise.resolve({ monitors: [found], problems }) });
  const text = await room.type('list');
  for (const part of [
    '0 9 * * mon-fri (Europe/Vienna)',
    '2 Mar 09:00 UTC',
    '4 scored, 1 failed',
    'bad.yaml:7: scorers.0 is',
    'None is paused.',
  ])
    expect(text).toContain(part);
});

test('the status tells of runs, scores, what waits and why, with the words of others kept literal', async () => {
  const found = await overview();
  const status = {
    ...found,
    runs: [
      sampleRun(),
      sampleRun({
        id: 'run-0',
        startedBy: 'U7',
        outcome: 'failed',
        failure: { code: 'x', message: 'Too slow.', hint: null, retryable: true },
      }),
    ],
    counts: { scored: 40, failed: 2 },
    waiting: [{ target: 'langfuse', count: 4 }],
  };
  await using room = await start({ status: () => Promise.resolve(status) });
  const text = await room.type('status own');
  for (const part of [
    '40 scored, 2 failed',
    '4 for langfuse',
    'grounding 0.88 (n = 4, 3 passed)',
    '4 wait: Langfuse answered',
    'failed: Too slow.',
    '"user_id":"U7"',
  ])
    expect(text).toContain(part);
  expect(text).not.toContain('<!channel>');
});

test('a run shows itself in one message that becomes its result', async () => {
  await using room = await start();
  expect(await room.type('run own sampling.n=5 sampling.seed=2')).toBe('[]');
  const [posted] = room.slack.server.callsOf('chat.postMessage');
  expect(posted?.['text']).toBe('Monitor own: looking for items…');
  const place = { channelId: 'C1', ts: room.slack.server.messages[0]?.ts ?? '' };
  expect(room.started).toEqual([
    { name: 'own', overrides: ['sampling.n=5', 'sampling.seed=2'], startedBy: 'U2', place },
  ]);
  room.slack.app.monitorProgress.show(place, 'own', 2, 5);
  await room.slack.app.monitorProgress.finish(place, 'own', sampleRun());
  const updates = room.slack.server.callsOf('chat.update');
  expect(updates[0]?.['text']).toContain('▰▰▰▰▱▱▱▱▱▱ 40 % · 2 of 5 items');
  expect(JSON.stringify(updates.at(-1)?.['blocks'])).toContain('Monitor own is done');
  expect(problemsOf(updates.at(-1)?.['blocks'])).toEqual([]);
  await room.slack.app.monitorProgress.finish(place, 'own', {
    code: 'x',
    message: 'The file is gone.',
    hint: 'Put it back.',
    retryable: false,
  });
  expect(room.slack.server.callsOf('chat.update').at(-1)?.['text']).toContain(
    'The run of monitor own failed: The file is gone.',
  );
});

test('a run that cannot be shown here still runs; one that is refused leaves no message behind', async () => {
  await using room = await start();
  room.slack.server.always('chat.postMessage', { ok: false, error: 'not_in_channel' });
  expect(await room.type('run own')).toContain('Monitor own was started; /monitor status own shows what it finds.');
  expect(room.started).toMatchObject([{ place: null }]);

  const running = new AppError({ code: 'already_running', message: 'Monitor own is running already.' });
  await using other = await start({ start: () => Promise.reject(running) });
  expect(await other.type('run own')).toContain('Monitor own is running already.');
  expect(other.slack.server.callsOf('chat.delete')).toHaveLength(1);
  expect(other.slack.server.messages).toEqual([]);

  const wrong = new AppError({ code: 'monitor_invalid', message: 'configs/monitors/own.yaml:3: source is wrong.' });
  await using third = await start({ check: () => Promise.reject(wrong) });
  expect(await third.type('run own')).toContain('own.yaml:3: source is wrong.');
  expect(third.slack.server.callsOf('chat.postMessage')).toEqual([]);
});

test('changes are up to admins, are asked for before anything happens, and are in the audit log', async () => {
  await using room = await start();
  for (const verb of ['run', 'pause', 'resume']) expect(await room.type(`${verb} own`, 'U5')).toContain('admin');
  expect(room.started).toEqual([]);
  expect(room.slack.server.callsOf('chat.postMessage')).toEqual([]);
  expect(await room.type('pause own')).toContain('Monitor own is paused');
  expect(await room.type('resume own')).toContain('Monitor own was not paused.');
  expect(
    room.slack.audited.map(({ action, outcome, before, after }) => `${action} ${outcome} ${before} ${after}`),
  ).toEqual([
    'monitor.run refused null role',
    'monitor.pause refused null role',
    'monitor.resume refused null role',
    'monitor.pause done scheduled paused',
    'monitor.resume done scheduled scheduled',
  ]);
});

test.each([
  ['', 'There is no monitor yet'],
  ['status', 'Something is missing after status'],
  ['pauze own', 'Did you mean pause'],
])('"/monitor %s" gets an answer that helps', async (text, answer) => {
  await using room = await start();
  expect(await room.type(text)).toContain(answer);
});
