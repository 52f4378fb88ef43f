import { describe, expect, test } from 'vitest';
import { createSlots, findTimingProblem } from '../src/cron-slots.ts';

const at = (text: string): number => Date.parse(text);
const text = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString().slice(0, 16));

/** All slots of a cron expression in Vienna with `from < t <= to`. */
function slotsBetween(cron: string, from: string, to: string, timeZone = 'Europe/Vienna'): (string | null)[] {
  const slots = createSlots({ cron, timeZone });
  const found: (string | null)[] = [];
  for (let next = slots.next(at(from)); next !== null && next <= at(to); next = slots.next(next))
    found.push(text(next));
  return found;
}

describe('slots', () => {
  test('of an interval are counted from midnight UTC, whoever counts', () => {
    const slots = createSlots({ intervalMinutes: 60 });
    expect(text(slots.latest(at('2026-03-02T09:59:59Z')))).toBe('2026-03-02T09:00');
    expect(text(slots.latest(at('2026-03-02T09:00:00Z')))).toBe('2026-03-02T09:00');
    expect(text(slots.next(at('2026-03-02T09:00:00Z')))).toBe('2026-03-02T10:00');
  });

  test.each([
    ['17 3 * * *', 'UTC', '2026-03-02T09:00:00Z', '2026-03-02T03:17', '2026-03-03T03:17'],
    ['0 9 * * mon-fri', 'Europe/Vienna', '2026-03-07T12:00:00Z', '2026-03-06T08:00', '2026-03-09T08:00'],
    ['0 9 * * mon-fri', 'America/New_York', '2026-07-03T23:00:00Z', '2026-07-03T13:00', '2026-07-06T13:00'],
    ['30 0 1 * *', 'Asia/Kolkata', '2026-03-15T00:00:00Z', '2026-02-28T19:00', '2026-03-31T19:00'],
    ['0 12 29 2 *', 'UTC', '2028-03-01T00:00:00Z', '2028-02-29T12:00', null],
    ['*/20 * * * *', 'UTC', '2026-03-02T09:20:00Z', '2026-03-02T09:20', '2026-03-02T09:40'],
  ])('of %s in %s are told from both sides of a moment', (cron, timeZone, moment, latest, next) => {
    const slots = createSlots({ cron, timeZone });
    expect(text(slots.latest(at(moment)))).toBe(latest);
    expect(text(slots.next(at(moment)))).toBe(next);
  });

  test('a daily time that the spring change leaves out is due as if the clock had not been put forward', () => {
    expect(slotsBetween('30 2 * * *', '2026-03-28T00:00:00Z', '2026-03-30T12:00:00Z')).toEqual([
      '2026-03-28T01:30',
      '2026-03-29T01:30',
      '2026-03-30T00:30',
    ]);
  });

  test('a daily time that the autumn change repeats is due once', () => {
    expect(slotsBetween('30 2 * * *', '2026-10-24T12:00:00Z', '2026-10-26T12:00:00Z')).toEqual([
      '2026-10-25T00:30',
      '2026-10-26T01:30',
    ]);
  });

  test('every ten minutes stays every ten minutes on both days', () => {
    const spring = slotsBetween('*/10 * * * *', '2026-03-29T00:00:00Z', '2026-03-29T04:00:00Z');
    const autumn = slotsBetween('*/10 * * * *', '2026-10-25T00:00:00Z', '2026-10-25T04:00:00Z');
    expect([spring.length, new Set(spring).size]).toEqual([24, 24]);
    expect([autumn.length, new Set(autumn).size]).toEqual([24, 24]);
  });

  test('a southern zone and one with half an hour of change are right too', () => {
    expect(slotsBetween('0 2 * * *', '2026-10-03T00:00:00Z', '2026-10-04T23:00:00Z', 'Australia/Lord_Howe')).toEqual([
      '2026-10-03T15:30',
      '2026-10-04T15:00',
    ]);
  });
});

describe('a timing', () => {
  test.each([
    [{ intervalMinutes: 0 }, 'is 0 minutes; a whole number from 1 to 10,080'],
    [{ intervalMinutes: 1.5 }, 'is 1.5 minutes'],
    [{ intervalMinutes: 10_081 }, 'from 1 to 10,080'],
    [{ cron: '* * *', timeZone: 'UTC' }, 'must have five fields'],
    [{ cron: '0 0 0 * * *', timeZone: 'UTC' }, 'must have five fields'],
    [{ cron: '61 * * * *', timeZone: 'UTC' }, '61 is a invalid expression for minute'],
    [{ cron: '0 0 31 2 *', timeZone: 'UTC' }, 'impossible day'],
    [{ cron: '0 9 * * *', timeZone: 'Mars/Olympus' }, 'unknown time zone "Mars/Olympus"'],
  ])('like %j is refused in words', (timing, words) => {
    expect(findTimingProblem(timing)).toContain(words);
    expect(() => createSlots(timing)).toThrow(words);
  });

  test('that is right has no problem', () => {
    expect(findTimingProblem({ cron: '*/5 8-18 * * 1-5', timeZone: 'Europe/Vienna' })).toBeNull();
    expect(findTimingProblem({ intervalMinutes: 90 })).toBeNull();
  });
});
