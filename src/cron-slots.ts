/** The moments a schedule means. */
import { createTask, parse, validateDetailed } from 'node-cron';
import { AppError } from './core/errors.ts';
import type { ScheduleTiming } from './core/schedule.ts';
import { createWallClock } from './core/wall-clock.ts';

export interface Slots {
  /** The last slot at or before the moment; null where there is none within the 370 days before it. */
  latest(atMs: number): number | null;
  /** The first slot after the moment; null where there is none within 370 days. */
  next(afterMs: number): number | null;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;
const horizonDays = 370;
/** Every tick looks at yesterday, today and tomorrow. */
const keptDays = 8;

/** What is wrong with a timing, as the end of a sentence that begins with its name; null where nothing is. */
export function findTimingProblem(timing: ScheduleTiming): string | null {
  if ('intervalMinutes' in timing) {
    const { intervalMinutes } = timing;
    const isRight = Number.isInteger(intervalMinutes) && intervalMinutes >= 1 && intervalMinutes <= 10_080;
    return isRight ? null : `is ${intervalMinutes} minutes; a whole number from 1 to 10,080 is allowed.`;
  }
  const { cron, timeZone } = timing;
  if (cron.trim().split(/\s+/).length !== 5) {
    return `"${cron}" must have five fields: minute, hour, day of the month, month, day of the week.`;
  }
  const [error] = validateDetailed(cron).errors;
  if (error) return `"${cron}" is no cron expression: ${error.message}.`;
  try {
    createWallClock(timeZone);
    return null;
  } catch {
    return `has the unknown time zone "${timeZone}"; names like UTC and Europe/Vienna are allowed.`;
  }
}

/** @throws AppError `bad_schedule` */
export function createSlots(timing: ScheduleTiming | null): Slots {
  if (timing === null) return { latest: () => null, next: () => null };
  const problem = findTimingProblem(timing);
  if (problem !== null) throw new AppError({ code: 'bad_schedule', message: `The schedule ${problem}` });
  return 'intervalMinutes' in timing ? intervalSlots(timing.intervalMinutes * minuteMs) : cronSlots(timing);
}

function intervalSlots(intervalMs: number): Slots {
  const latest = (atMs: number): number => Math.floor(atMs / intervalMs) * intervalMs;
  return { latest, next: (afterMs) => latest(afterMs) + intervalMs };
}

/**
 * node-cron says what an expression means; the days on which clocks change are ours. An hour that comes twice counts once, unless the
 * expression means every hour; a time that is left out counts as if the clock had not been put forward.
 */
function cronSlots({ cron, timeZone }: { cron: string; timeZone: string }): Slots {
  const { minute: minutes, hour: hours } = parse(cron);
  const isHourly = hours.length === 24;
  const [, , ...dayFields] = cron.trim().split(/\s+/);
  const dayTask = createTask(`0 12 ${dayFields.join(' ')}`, () => undefined, { timezone: 'UTC' });
  const wall = createWallClock(timeZone);

  const days = new Map<number, number[]>();

  /** Slots of one day on the wall, in order. */
  const readDay = (day: number): number[] => {
    if (!dayTask.match(new Date(day + dayMs / 2))) return [];
    const moments = hours.flatMap((hour) =>
      minutes.flatMap((minute) => {
        const found = wall.momentsOf(day + (hour * 60 + minute) * minuteMs);
        return isHourly ? found : found.slice(0, 1);
      }),
    );
    return [...new Set(moments)].sort((a, b) => a - b);
  };
  const ofDay = (day: number): number[] => {
    const slots = days.get(day) ?? readDay(day);
    days.set(day, slots);
    const [oldest] = days.keys();
    if (days.size > keptDays && oldest !== undefined) days.delete(oldest);
    return slots;
  };
  const search = (fromMs: number, step: 1 | -1, choose: (slots: number[]) => number | undefined): number | null => {
    const today = Math.floor(wall.shows(fromMs) / dayMs) * dayMs;
    // One day too early, since an hour that was left out may lead into the next day.
    for (let count = -1; count < horizonDays; count += 1) {
      const found = choose(ofDay(today + count * step * dayMs));
      if (found !== undefined) return found;
    }
    return null;
  };
  return {
    latest: (atMs) => search(atMs, -1, (slots) => slots.findLast((slot) => slot <= atMs)),
    next: (afterMs) => search(afterMs, 1, (slots) => slots.find((slot) => slot > afterMs)),
  };
}
