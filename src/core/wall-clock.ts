/** A time zone's clock on the wall, told and turned back into moments. */
export interface WallClock {
  /** @returns what the clock shows at a moment, as the moment at which a clock in UTC would show the same. */
  shows(atMs: number): number;
  /**
   * When the clock shows a time: two moments where an hour comes twice; where the hour is left out, the moment it would have been had
   * the clock not been put forward. In order.
   */
  momentsOf(wallMs: number): number[];
}

const dayMs = 86_400_000;

/** @throws RangeError where the time zone is not known. */
export function createWallClock(timeZone: string): WallClock {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const shows = (atMs: number): number => {
    const parts = new Map(format.formatToParts(atMs).map(({ type, value }) => [type, Number(value)]));
    const part = (name: Intl.DateTimeFormatPartTypes): number => parts.get(name) ?? 0;
    return Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  };
  return {
    shows,
    momentsOf(wallMs) {
      const before = wallMs - (shows(wallMs - dayMs) - (wallMs - dayMs));
      const after = wallMs - (shows(wallMs + dayMs) - (wallMs + dayMs));
      const moments = [...new Set([before, after])].filter((at) => shows(at) === wallMs).sort((a, b) => a - b);
      return moments.length === 0 ? [before] : moments;
    },
  };
}
