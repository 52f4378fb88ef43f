/** Up to when each workspace was heard, kept over restarts. */
import type { HeardMark } from '../slack/catch-up.ts';
import type { MarkRepository } from '../store/marks.ts';

/** What was kept before there could be several workspaces. */
const oldName = 'slack heard';

/** @param hasOne one workspace by a token of the settings, whose mark may still be kept under its old name */
export function heardMarks(marks: MarkRepository, hasOne: boolean): HeardMark {
  const nameOf = (teamId: string): string => `slack heard ${teamId}`;
  return {
    get: async (teamId) => (await marks.get(nameOf(teamId))) ?? (hasOne ? marks.get(oldName) : null),
    set: (teamId, at) => marks.set(nameOf(teamId), at),
  };
}
