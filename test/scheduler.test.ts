import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Schedule } from '../src/core/schedule.ts';
import { createScheduler } from '../src/scheduler.ts';
import type { SchedulerService } from '../src/scheduler.ts';
import type { Store } from '../src/store/open-store.ts';
import { dialects } from './support/test-databases.ts';
import { openTempStore } from './support/temp-store.ts';
import type { TempStore } from './support/temp-store.ts';

const minute = 60_000;
const hour = 60 * minute;

const hourly: Schedule = {
  id: 'monitor:own',
  title: 'Monitor own',
  timing: { intervalMinutes: 60 },
  kind: 'run-monitor',
  payload: { name: 'own' },
};

function schedulerOn(
  temp: TempStore,
  store: Store = temp.store,
  schedules: readonly Schedule[] = [hourly],
): SchedulerService {
  const scheduler = createScheduler({ store: store.schedules, jobs: store.jobs, outside: temp.outside });
  for (const schedule of schedules) scheduler.register(schedule);
  return scheduler;
}

/** Newest first. */
const jobsOf = async (temp: TempStore) =>
  (await temp.store.jobs.list({ limit: 100 })).map(({ key, kind, status }) => ({ key, kind, status }));

/** The clock of the tests starts at 09:00 UTC. */
const slotKey = (hours: number): string => `cron:monitor:own:${Date.UTC(2026, 2, 2, 9) + hours * hour}`;

async function endJob(temp: TempStore): Promise<void> {
  const job = await temp.store.jobs.claim('run-monitor');
  if (job === null) throw new Error('no job waits');
  await temp.store.jobs.complete(job);
}

afterEach(() => {
  vi.useRealTimers();
});

describe.each(dialects)('a tick, on %s', (dialect) => {
  test('enqueues what is due, once a slot, with its payload', async () => {
    await using temp = await openTempStore({ dialect });
    const scheduler = schedulerOn(temp);
    await scheduler.tick();
    expect(await jobsOf(temp)).toEqual([]);
    await temp.outside.clock.advance(59 * minute);
    await scheduler.tick();
    expect(await jobsOf(temp)).toEqual([]);
    await temp.outside.clock.advance(minute);
    await scheduler.tick();
    await scheduler.tick();
    expect(await jobsOf(temp)).toEqual([{ key: slotKey(1), kind: 'run-monitor', status: 'queued' }]);
    expect((await temp.store.jobs.claim('run-monitor'))?.payload).toEqual({ name: 'own' });
  });

  test('that comes late still finds its slot', async () => {
    await using temp = await openTempStore({ dialect });
    const scheduler = schedulerOn(temp);
    await scheduler.tick();
    await temp.outside.clock.advance(67 * minute);
    await scheduler.tick();
    expect((await jobsOf(temp)).map(({ key }) => key)).toEqual([slotKey(1)]);
  });

  test('skips a schedule whose last job still waits or runs, and says so', async () => {
    await using temp = await openTempStore({ dialect });
    const scheduler = schedulerOn(temp);
    await scheduler.tick();
    for (let count = 0; count < 3; count += 1) {
      await temp.outside.clock.advance(hour);
      await scheduler.tick();
    }
    expect((await jobsOf(temp)).map(({ key }) => key)).toEqual([slotKey(1)]);
    expect((await scheduler.get('monitor:own')).lastSlot).toMatchObject({ outcome: 'skipped', jobId: null });
    expect(temp.outside.logged.filter(({ message }) => message.includes('still runs'))).toHaveLength(2);
    await endJob(temp);
    await temp.outside.clock.advance(hour);
    await scheduler.tick();
    expect((await jobsOf(temp)).map(({ key }) => key)).toEqual([slotKey(4), slotKey(1)]);
  });

  test('asks the sources anew, so that a schedule made elsewhere is known', async () => {
    await using temp = await openTempStore({ dialect });
    const scheduler = schedulerOn(temp, temp.store, []);
    let digests: Schedule[] = [];
    scheduler.registerSource(() => Promise.resolve(digests));
    await scheduler.tick();
    digests = [{ ...hourly, id: 'digest:C1', kind: 'digest' }];
    await scheduler.tick();
    await temp.outside.clock.advance(hour);
    digests = [{ ...hourly, id: 'digest:C1', kind: 'digest', timing: { intervalMinutes: 10 } }];
    await scheduler.tick();
    await temp.outside.clock.advance(hour);
    digests = [];
    await scheduler.tick();
    expect((await jobsOf(temp)).map(({ kind }) => kind)).toEqual(['digest']);
    expect(await scheduler.list()).toEqual([]);
  });

  test('goes on past a source and a schedule that fail', async () => {
    await using temp = await openTempStore({ dialect });
    const scheduler = schedulerOn(temp);
    scheduler.registerSource(() => Promise.reject(new Error('disk')));
    await scheduler.tick();
    await temp.outside.clock.advance(hour);
    await scheduler.tick();
    expect(await jobsOf(temp)).toHaveLength(1);
    expect(temp.outside.logged.map(({ message }) => message)).toContain('schedules could not be read');
  });
});

describe.each(dialects)('over restarts, on %s', (dialect) => {
  test('runs that were missed are noticed and made up for once', async () => {
    await using temp = await openTempStore({ dialect });
    await schedulerOn(temp).tick();
    await temp.outside.clock.advance(5 * hour + minute);
    const restarted = schedulerOn(temp, await temp.openAnother());
    await restarted.tick();
    await restarted.tick();
    expect((await jobsOf(temp)).map(({ key }) => key)).toEqual([slotKey(5)]);
    expect((await restarted.get('monitor:own')).lastSlot).toMatchObject({ missedCount: 4, outcome: 'queued' });
    expect(temp.outside.logged).toContainEqual({
      level: 'warn',
      message: 'a schedule was missed and is made up for once',
      fields: { schedule: 'monitor:own', missedCount: 4 },
    });
  });

  test('a pause stays, passes over what was due meanwhile, and ends with resume', async () => {
    await using temp = await openTempStore({ dialect });
    const first = schedulerOn(temp);
    await first.tick();
    expect(await first.pause('monitor:own', 'U1')).toBe(true);
    expect(await first.pause('monitor:own', 'U2')).toBe(false);
    await temp.outside.clock.advance(3 * hour);
    const restarted = schedulerOn(temp, await temp.openAnother());
    await restarted.tick();
    expect(await restarted.get('monitor:own')).toMatchObject({ pausedBy: 'U1', nextMs: null, lastSlot: null });
    expect(await restarted.resume('monitor:own')).toBe(true);
    expect(await restarted.resume('monitor:own')).toBe(false);
    await restarted.tick();
    expect(await jobsOf(temp)).toEqual([]);
    await temp.outside.clock.advance(hour);
    await restarted.tick();
    expect((await jobsOf(temp)).map(({ key }) => key)).toEqual([slotKey(4)]);
    expect((await restarted.get('monitor:own')).lastSlot).toMatchObject({ missedCount: 0 });
  });

  test('a slot whose job was not stored before the process died is stored then', async () => {
    await using temp = await openTempStore({ dialect });
    const { schedules, jobs } = temp.store;
    const dying = createScheduler({
      store: schedules,
      jobs: { ...jobs, enqueue: () => Promise.reject(new Error('killed')) },
      outside: temp.outside,
    });
    dying.register(hourly);
    await dying.tick();
    await temp.outside.clock.advance(hour);
    await dying.tick();
    expect(await jobsOf(temp)).toEqual([]);
    await schedulerOn(temp).tick();
    await schedulerOn(temp).tick();
    expect((await jobsOf(temp)).map(({ key }) => key)).toEqual([slotKey(1)]);
    expect(await schedules.openSlots()).toEqual([]);
  });
});

test.each(dialects)('several processes on one %s database run each slot once', async (dialect) => {
  await using temp = await openTempStore({ dialect });
  const schedulers = [
    schedulerOn(temp),
    schedulerOn(temp, await temp.openAnother()),
    schedulerOn(temp, await temp.openAnother()),
  ];
  await Promise.all(schedulers.map((scheduler) => scheduler.tick()));
  for (let count = 0; count < 10; count += 1) {
    await temp.outside.clock.advance(hour);
    await Promise.all(schedulers.map((scheduler) => scheduler.tick()));
    await endJob(temp);
  }
  const keys = (await jobsOf(temp)).map(({ key }) => key);
  expect(keys).toEqual(Array.from({ length: 10 }, (_, index) => slotKey(10 - index)));
});

describe.each(dialects)('a run that a person starts, on %s', (dialect) => {
  test('is a job at once, paused or not, with another payload where one is given', async () => {
    await using temp = await openTempStore({ dialect });
    const scheduler = schedulerOn(temp);
    await scheduler.pause('monitor:own', 'U1');
    const { jobId } = await scheduler.runNow('monitor:own', { payload: { name: 'own', set: ['sampling.n=5'] } });
    const job = await temp.store.jobs.claim('run-monitor');
    expect(job).toMatchObject({ jobId, payload: { name: 'own', set: ['sampling.n=5'] } });
    expect((await scheduler.get('monitor:own')).lastSlot).toMatchObject({ cause: 'person', jobId });
  });

  test('is refused while one waits or runs, and does not move the clock', async () => {
    await using temp = await openTempStore({ dialect });
    const scheduler = schedulerOn(temp);
    await scheduler.tick();
    await scheduler.runNow('monitor:own');
    await expect(scheduler.runNow('monitor:own')).rejects.toMatchObject({ code: 'already_running' });
    await endJob(temp);
    await temp.outside.clock.advance(hour);
    await scheduler.tick();
    expect((await jobsOf(temp)).filter(({ status }) => status === 'queued')).toHaveLength(1);
  });

  test('of a schedule that is not there is refused', async () => {
    await using temp = await openTempStore({ dialect });
    await expect(schedulerOn(temp).runNow('monitor:none')).rejects.toMatchObject({ code: 'unknown_schedule' });
  });
});

test.each(dialects)(
  'what schedules leave behind is removed after its time, and no slot comes again, on %s',
  async (dialect) => {
    await using temp = await openTempStore({ dialect });
    const scheduler = schedulerOn(temp);
    await scheduler.tick();
    const other = await temp.store.jobs.enqueue([{ key: 'link', kind: 'summarize-link', payload: {} }]);
    for (let count = 0; count < 30; count += 1) {
      await temp.outside.clock.advance(hour);
      await scheduler.tick();
      await endJob(temp);
    }
    await temp.outside.clock.advance(8 * 24 * hour);
    await scheduler.tick();
    const purged = await temp.store.purge();
    expect(purged).toMatchObject({ scheduleSlots: 30, scheduledJobs: 30 });
    await scheduler.tick();
    const left = await temp.store.jobs.list({ limit: 100 });
    expect(left.map(({ status }) => status)).toEqual(['queued', 'queued']);
    expect(left.at(-1)?.id).toBe(other.jobs[0]?.id);
  },
);

test('it tells when it last looked at everything', async () => {
  await using temp = await openTempStore();
  const scheduler = schedulerOn(temp);
  expect(scheduler.lastLookMs()).toBeNull();
  await scheduler.tick();
  const first = temp.outside.clock.now();
  await temp.outside.clock.advance(hour);
  expect(scheduler.lastLookMs()).toBe(first);
  await temp.store.close();
  await scheduler.tick();
  expect(scheduler.lastLookMs()).toBe(first);
  expect(temp.outside.logged.map(({ message }) => message)).toContain('the schedules could not be looked at');
});

test('a timing that cannot be is refused when it is registered', async () => {
  await using temp = await openTempStore();
  const scheduler = schedulerOn(temp);
  expect(() => scheduler.register({ ...hourly, timing: { cron: '99 * * * *', timeZone: 'UTC' } })).toThrow(
    'no cron expression',
  );
});

test('started, it looks at once and then each minute, until it is stopped', async () => {
  await using temp = await openTempStore();
  let looked = 0;
  const scheduler = createScheduler({
    store: { ...temp.store.schedules, openSlots: () => Promise.resolve(((looked += 1), [])) },
    jobs: temp.store.jobs,
    outside: temp.outside,
  });
  scheduler.register(hourly);
  vi.useFakeTimers({ now: Date.UTC(2026, 2, 29, 0, 30, 20) });
  scheduler.start();
  await vi.advanceTimersByTimeAsync(0);
  expect(looked).toBe(1);
  // Over the hour at which clocks change in Europe.
  await vi.advanceTimersByTimeAsync(90 * minute);
  expect(looked).toBe(91);
  await scheduler.stop();
  await vi.advanceTimersByTimeAsync(5 * minute);
  expect(looked).toBe(91);
});
