import { describe, expect, test } from 'vitest';
import { createBusy } from '../../src/limits/busy.ts';
import { createRateLimits } from '../../src/limits/rate-limits.ts';
import { LimitSettings } from '../../src/limits/settings.ts';
import { openTempStore } from '../support/temp-store.ts';

const minute = 60_000;
const small = { linksPerPersonHour: 30, linksPerChannelHour: 120, atOncePercent: 33 };
const kim = { teamId: 'T1', userId: 'U1', channelId: 'C1' };
const ada = { teamId: 'T1', userId: 'U2', channelId: 'C1' };

async function setUp(settings: Partial<LimitSettings> = {}) {
  const temp = await openTempStore();
  const { clock } = temp.outside;
  const all = { ...LimitSettings.parse({}), ...small, ...settings };
  const limits = createRateLimits(all, temp.store.rateLimits, clock, createBusy(all, temp.store.queueLoad, clock));
  const waits = async (who: typeof kim, count: number, saidAtMs?: number): Promise<number[]> =>
    (await limits.turns('links', who, count, saidAtMs)).runAtMs.map((at) => (at ?? clock.now()) - clock.now());
  return { temp, clock, limits, waits, [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose]() };
}

describe('what is said in a message', () => {
  test('runs at once up to a third of the hour, then every two minutes, and never is refused', async () => {
    await using given = await setUp();
    expect(await given.waits(kim, 3)).toEqual([0, 0, 0]);
    expect(await given.waits(kim, 8)).toEqual([0, 0, 0, 0, 0, 0, 0, 2 * minute]);
    expect(await given.waits(kim, 2)).toEqual([4 * minute, 6 * minute]);
    await given.clock.advance(3 * minute);
    expect(await given.waits(kim, 1)).toEqual([5 * minute]);
  });

  test('says which limit it waits for, and how long', async () => {
    await using given = await setUp({ linksPerPersonHour: 6, atOncePercent: 34 });
    expect((await given.limits.turns('links', kim, 2)).later).toBeNull();
    expect((await given.limits.turns('links', kim, 1)).later).toBe(
      'Gloss reads 6 links an hour for one person; yours is kept, and its turn comes in about 10 minutes.',
    );
  });

  test('of many people shares what their channel has', async () => {
    await using given = await setUp({ linksPerChannelHour: 6, atOncePercent: 50 });
    expect(await given.waits(kim, 3)).toEqual([0, 0, 0]);
    const turns = await given.limits.turns('links', ada, 1);
    expect(turns.later).toBe(
      'Gloss reads 6 links an hour in one channel; yours is kept, and its turn comes in about 10 minutes.',
    );
    expect(await given.waits({ ...ada, channelId: 'C2' }, 1)).toEqual([0]);
    expect(await given.waits({ ...kim, teamId: 'T2' }, 1)).toEqual([0]);
  });

  test('a hundred links of one person do not hold up the others of the channel', async () => {
    await using given = await setUp();
    expect((await given.waits(kim, 100)).at(-1)).toBe(180 * minute);
    expect(await given.waits(ada, 3)).toEqual([0, 0, 0]);
  });

  test('what was said over a day and is found later is not held up as if it came at once', async () => {
    await using given = await setUp();
    for (let hour = 24; hour > 0; hour -= 1) {
      expect(await given.waits(kim, 10, given.clock.now() - hour * 60 * minute)).toEqual(Array(10).fill(0));
    }
    expect((await given.waits(kim, 30)).some((wait) => wait > 0)).toBe(true);
  });

  test('turns that are given back are had again', async () => {
    await using given = await setUp();
    const turns = await given.limits.turns('links', kim, 10);
    await turns.giveBack([0, 1, 2]);
    expect(await given.waits(kim, 4)).toEqual([0, 0, 0, 2 * minute]);
  });

  test('0 means no limit', async () => {
    await using given = await setUp({ linksPerPersonHour: 0, linksPerChannelHour: 0 });
    expect(new Set(await given.waits(kim, 500))).toEqual(new Set([0]));
  });
});

describe('what is asked for by a button or a command', () => {
  test('is refused beyond the limit with what it is and when it goes on', async () => {
    await using given = await setUp({ evalsPerPersonHour: 4, atOncePercent: 50 });
    await given.limits.take('evals', kim);
    await given.limits.take('evals', kim);
    await expect(given.limits.take('evals', kim)).rejects.toMatchObject({
      code: 'rate_limited',
      message: 'Gloss starts 4 eval runs an hour for one person, and you have had yours.',
      hint: 'It goes on in about 15 minutes.',
      retryAfterMs: 15 * minute,
    });
    await given.limits.take('evals', ada);
    await given.limits.take('exports', kim);
    await given.clock.advance(15 * minute);
    await given.limits.take('evals', kim);
    await expect(given.limits.take('evals', kim)).rejects.toMatchObject({ code: 'rate_limited' });
  });

  test('counts nothing where nothing came of it', async () => {
    await using given = await setUp({ formsPerPersonHour: 1 });
    const giveBack = await given.limits.take('forms', kim);
    await giveBack();
    await given.limits.take('forms', kim);
    await expect(given.limits.take('forms', kim)).rejects.toMatchObject({ code: 'rate_limited' });
  });
});

describe('while too much waits', () => {
  const wait = (given: Awaited<ReturnType<typeof setUp>>, count: number) =>
    given.temp.store.jobs.enqueue(
      Array.from({ length: count }, (_, index) => ({ key: `job ${index}`, kind: 'link', payload: {} })),
    );

  test('what is said is kept and told about, what is asked for is refused', async () => {
    await using given = await setUp({ maxWaitingJobs: 2 });
    await wait(given, 2);
    await given.limits.requireRoom();
    expect((await given.limits.turns('links', kim, 1)).later).toBeNull();
    await given.temp.store.jobs.enqueue([{ key: 'one more', kind: 'link', payload: {} }]);
    await given.clock.advance(2000);
    const turns = await given.limits.turns('links', kim, 1);
    expect(turns).toMatchObject({
      runAtMs: [undefined],
      later: 'Gloss is busy: 3 jobs wait. This is kept and will be read.',
    });
    await expect(given.limits.take('forms', kim)).rejects.toMatchObject({ code: 'busy' });
    await expect(given.limits.requireRoom()).rejects.toMatchObject({
      code: 'busy',
      message: 'Gloss is busy: 3 jobs wait.',
    });
  });

  test('how long it takes is said from what was finished lately', async () => {
    await using given = await setUp({ maxWaitingJobs: 2 });
    const { jobs } = given.temp.store;
    await wait(given, 12);
    for (let count = 0; count < 4; count += 1) {
      const job = await jobs.claim('link');
      await given.clock.advance(15_000);
      if (job) await jobs.complete(job);
    }
    // Four in a minute, eight left.
    await expect(given.limits.requireRoom()).rejects.toMatchObject({
      message: 'Gloss is busy: 8 jobs wait, about 2 minutes.',
    });
  });

  test('jobs that have their turn later do not count', async () => {
    await using given = await setUp({ maxWaitingJobs: 2 });
    const later = given.clock.now() + 60_000;
    await given.temp.store.jobs.enqueue(
      [1, 2, 3].map((key) => ({ key: `later ${key}`, kind: 'link', payload: {}, runAt: later })),
    );
    await given.limits.requireRoom();
    await given.clock.advance(60_000);
    await expect(given.limits.requireRoom()).rejects.toMatchObject({ code: 'busy' });
  });

  test('0 means no bound', async () => {
    await using given = await setUp({ maxWaitingJobs: 0 });
    await wait(given, 50);
    expect(await given.limits.requireRoom().then(() => 'room')).toBe('room');
  });
});
