import type { Scheduler } from '../core/schedule.ts';

/** What the clock does next, for people: the soonest first, at most six, and what is paused. */
export async function nextSchedules(
  scheduler: Pick<Scheduler, 'list'>,
): Promise<{ title: string; nextMs: number | null }[]> {
  const shown = (await scheduler.list()).filter(
    ({ schedule }) => schedule.isRoutine !== true && schedule.timing !== null,
  );
  return shown
    .map(({ schedule: { title }, nextMs }) => ({ title, nextMs }))
    .sort((a, b) => (a.nextMs ?? Number.POSITIVE_INFINITY) - (b.nextMs ?? Number.POSITIVE_INFINITY))
    .slice(0, 6);
}
