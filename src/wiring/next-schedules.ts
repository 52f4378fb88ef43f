import type { Scheduler } from '../core/schedule.ts';

/** What the clock does next, for people of a workspace: the soonest first, at most six, and what is paused. */
export async function nextSchedules(
  scheduler: Pick<Scheduler, 'list'>,
  teamId: string,
): Promise<{ title: string; nextMs: number | null }[]> {
  const shown = (await scheduler.list()).filter(
    ({ schedule }) => schedule.isRoutine !== true && schedule.timing !== null && isSeenBy(schedule.payload, teamId),
  );
  return shown
    .map(({ schedule: { title }, nextMs }) => ({ title, nextMs }))
    .sort((a, b) => (a.nextMs ?? Number.POSITIVE_INFINITY) - (b.nextMs ?? Number.POSITIVE_INFINITY))
    .slice(0, 6);
}

/** What is of another workspace is none of their business. */
function isSeenBy(payload: unknown, teamId: string): boolean {
  const owner = typeof payload === 'object' && payload !== null && 'teamId' in payload ? payload.teamId : teamId;
  return owner === teamId;
}
