import { expect, test } from 'vitest';
import type { Failure } from '../../src/core/errors.ts';
import type { MonitorRun } from '../../src/core/monitor.ts';
import type { ReplyPlace } from '../../src/core/ports.ts';
import type { Monitor } from '../../src/monitor/definition.ts';
import { createMonitorDesk, monitorJobKind } from '../../src/monitor/monitor-desk.ts';
import type { MonitorDesk } from '../../src/monitor/monitor-desk.ts';
import { MonitorPayload } from '../../src/monitor/monitor-payload.ts';
import type { MonitorScorer } from '../../src/monitor/plugins.ts';
import { createScheduler } from '../../src/scheduler.ts';
import { createJobRunner } from '../../src/store/job-runner.ts';
import type { JobRunner } from '../../src/store/job-runner.ts';
import type { Store } from '../../src/store/open-store.ts';
import { JobSettings } from '../../src/store/settings.ts';
import { openTempStore } from '../support/temp-store.ts';
import type { TempStore } from '../support/temp-store.ts';
import { monitorOf, partsOn, storeSummaries } from '../support/test-monitor.ts';
import { until } from '../support/until.ts';

interface Process {
  desk: MonitorDesk;
  tick: () => Promise<void>;
  runner: JobRunner;
  shown: string[];
}

/** What one process does with monitors: a scheduler, a desk and a runner on a store of its own. */
function processOn(temp: TempStore, store: Store, monitors: () => readonly Monitor[]): Process {
  const scheduler = createScheduler({ store: store.schedules, jobs: store.jobs, outside: temp.outside });
  const shown: string[] = [];
  const desk = createMonitorDesk({
    read: (_overrides, only) =>
      Promise.resolve({ monitors: monitors().filter(({ name }) => only === null || name === only), problems: [] }),
    store: store.monitors,
    parts: partsOn(temp),
    scheduler,
    progress: {
      show: (_place: ReplyPlace, name: string, done: number, total: number) =>
        void shown.push(`${name} ${done}/${total}`),
      finish: async (_place: ReplyPlace, name: string, end: MonitorRun | Failure) =>
        void shown.push(`${name} ${'counts' in end ? `${end.counts.scored} scored` : end.code}`),
    },
  });
  scheduler.registerSource(() => desk.schedules());
  const runner = createJobRunner({
    queue: store.jobs,
    kinds: [
      {
        id: monitorJobKind,
        payload: MonitorPayload,
        run: (payload, context) => desk.runJob(payload as MonitorPayload, context),
        onDead: (payload, failure, context) => desk.onDead(payload as MonitorPayload, failure, context),
      },
    ],
    settings: JobSettings.parse({}),
    outside: temp.outside,
  });
  return { desk, tick: () => scheduler.tick(), runner, shown };
}

/** Lets `free` items through, then waits for ever. */
function gatedScorer(): MonitorScorer & { asked: string[]; free: number } {
  const scorer: MonitorScorer & { asked: string[]; free: number } = {
    id: 'gated',
    summary: 'waits',
    needs: 'summary',
    asked: [],
    free: Number.POSITIVE_INFINITY,
    async score({ traceId }) {
      if (scorer.asked.length >= scorer.free) await new Promise(() => undefined);
      scorer.asked.push(traceId ?? '');
      return { value: 1, passed: true, reason: 'Through.' };
    },
  };
  return scorer;
}

test('a job that is stopped in the middle goes on in another process and scores each item once', async () => {
  await using temp = await openTempStore();
  const ids = await storeSummaries(temp, 6);
  const scorer = gatedScorer();
  scorer.free = 3;
  const monitor = monitorOf(
    partsOn(temp),
    { scorers: ['gated'], evaluation: { concurrency: 1 } },
    { scorers: [scorer] },
  );
  const first = processOn(temp, temp.store, () => [monitor]);
  const place = { channelId: 'C1', ts: '1700000000.000100' };
  await first.tick();
  await first.desk.start('own', { overrides: [], startedBy: 'U1', place });
  first.runner.start();
  await until(() => scorer.asked.length === 3);
  const stopped = first.runner.stop({ drainMs: 0 });
  await until(() => temp.outside.clock.waiting() > 0);
  await temp.outside.clock.advance(10_000);
  await stopped;
  expect(first.shown.at(-1)).toBe('own 3/6');

  scorer.free = Number.POSITIVE_INFINITY;
  const second = processOn(temp, await temp.openAnother(), () => [monitor]);
  second.runner.start();
  await second.runner.idle();
  await second.runner.stop();
  expect(scorer.asked.toSorted()).toEqual(ids);
  expect(second.shown).toEqual(['own 3/6', 'own 4/6', 'own 5/6', 'own 6/6', 'own 6 scored']);
  expect(await temp.store.monitors.runs.list({ limit: 5 })).toMatchObject([
    { monitor: 'own', startedBy: 'U1', outcome: 'done', counts: { fetched: 6, scored: 6 } },
  ]);
});

test('the clock starts a monitor, a second start meanwhile is refused, and a paused one is left alone', async () => {
  await using temp = await openTempStore();
  await storeSummaries(temp, 2);
  const scorer = gatedScorer();
  const monitor = monitorOf(
    partsOn(temp),
    { scorers: ['gated'], schedule: { interval_minutes: 60 } },
    { scorers: [scorer] },
  );
  const { desk, tick, runner } = processOn(temp, temp.store, () => [monitor]);
  await tick();
  await temp.outside.clock.advance(3_600_000);
  await tick();
  await expect(desk.start('own', { overrides: [], startedBy: 'U1', place: null })).rejects.toMatchObject({
    code: 'already_running',
  });
  runner.start();
  await runner.idle();
  expect(await desk.status('own', 5)).toMatchObject({
    counts: { scored: 2, failed: 0 },
    runs: [{ startedBy: 'clock', outcome: 'done' }],
    schedule: { pausedBy: null, lastSlot: { outcome: 'queued' } },
  });
  expect(await desk.pause('own', 'U1')).toBe(true);
  expect(await desk.pause('own', 'U2')).toBe(false);
  await temp.outside.clock.advance(7_200_000);
  await tick();
  await runner.idle();
  expect(await temp.store.monitors.runs.list({ limit: 5 })).toHaveLength(1);
  expect(await desk.resume('own')).toBe(true);
  await runner.stop();
});

test('a job whose file is gone is a failed run that says so', async () => {
  await using temp = await openTempStore();
  const monitor = monitorOf(partsOn(temp), { schedule: { interval_minutes: 60 } });
  let monitors: Monitor[] = [monitor];
  const { desk, tick, runner, shown } = processOn(temp, temp.store, () => monitors);
  await tick();
  await desk.start('own', { overrides: [], startedBy: 'U1', place: { channelId: 'C1', ts: '1' } });
  monitors = [];
  runner.start();
  await runner.idle();
  await until(() => shown.length === 1);
  await runner.stop();
  expect(shown).toEqual(['own unknown_monitor']);
  expect(await temp.store.monitors.runs.list({ monitor: 'own', limit: 5 })).toMatchObject([
    { outcome: 'failed', failure: { code: 'unknown_monitor' }, startedBy: 'U1' },
  ]);
});

test('a monitor without a schedule can be run, not paused; one that is off has no schedule', async () => {
  await using temp = await openTempStore();
  const byHand = monitorOf(partsOn(temp));
  const off = monitorOf(partsOn(temp), { name: 'off', enabled: false, schedule: { interval_minutes: 60 } });
  const { desk } = processOn(temp, temp.store, () => [byHand, off]);
  await expect(desk.pause('own', 'U1')).rejects.toMatchObject({ code: 'monitor_not_scheduled' });
  expect((await desk.schedules()).map(({ id, timing }) => [id, timing])).toEqual([
    ['monitor:own', null],
    ['monitor:off', null],
  ]);
  await expect(desk.start('none', { overrides: [], startedBy: 'U1', place: null })).rejects.toMatchObject({
    code: 'unknown_schedule',
  });
  await expect(desk.status('none', 1)).rejects.toMatchObject({ code: 'unknown_monitor', hint: 'Known: own, off.' });
});
