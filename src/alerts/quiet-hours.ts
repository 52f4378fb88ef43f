import type { AlertSeverity } from '../core/alert.ts';
import { minuteMs } from './days.ts';

/** A stretch of the day, by the clock of a place: `22:00` to `07:00` goes over midnight. */
export interface QuietHours {
  from: string;
  to: string;
  timeZone: string;
}

const dayMinutes = 1440;

/**
 * The first moment from `atMs` on at which people may be told. Critical alerts pass. Moves minute by minute over changes of the clock, so that
 * a night in which it is put forward or back still ends when the clock on the wall says so.
 */
export function notifyFrom(quiet: QuietHours | null, atMs: number, severity: AlertSeverity): number {
  if (quiet === null || severity === 'critical' || quiet.from === quiet.to) return atMs;
  const read = minuteReader(quiet.timeZone);
  const from = minutesOf(quiet.from);
  const to = minutesOf(quiet.to);
  const length = (to - from + dayMinutes) % dayMinutes;
  const isQuiet = (ms: number): boolean => (read(ms) - from + dayMinutes) % dayMinutes < length;
  if (!isQuiet(atMs)) return atMs;
  let end = Math.floor(atMs / minuteMs) * minuteMs;
  // Most of the way in one go; a day has at most 25 hours.
  const left = (to - read(end) + dayMinutes) % dayMinutes;
  end += Math.max(0, left - 61) * minuteMs;
  while (isQuiet(end)) end += minuteMs;
  return end;
}

/** Minutes since midnight, by the clock of that place. */
function minuteReader(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  return (ms) => minutesOf(format.format(ms));
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return hours * 60 + minutes;
}
