/** Milliseconds since 1970 of a message's `ts` (`seconds.microseconds`). */
export function messageTime(ts: string): number {
  return Math.floor(Number.parseFloat(ts) * 1000);
}

/** Clock time, such as 09:41. */
export function formatClock(ms: number, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit', ...(timeZone && { timeZone }) }).format(
    ms,
  );
}

/** Date and clock time in full, for tooltips. */
export function formatMoment(ms: number, locale?: string, timeZone?: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'full',
    timeStyle: 'medium',
    ...(timeZone && { timeZone }),
  }).format(ms);
}

/** `Today`, `Yesterday`, or the weekday and date; the year only when it is not this one. */
export function formatDay(ms: number, nowMs: number, locale?: string, timeZone?: string): string {
  const zone = timeZone ? { timeZone } : {};
  const key = (at: number) => new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', ...zone }).format(at);
  if (key(ms) === key(nowMs)) return 'Today';
  if (key(ms) === key(nowMs - 86_400_000)) return 'Yesterday';
  const sameYear = key(ms).slice(0, 4) === key(nowMs).slice(0, 4);
  const options: Intl.DateTimeFormatOptions = { weekday: 'long', month: 'long', day: 'numeric' };
  if (!sameYear) options.year = 'numeric';
  return new Intl.DateTimeFormat(locale, { ...options, ...zone }).format(ms);
}
