import type { Installation } from '../../src/core/installation.ts';
import type { Installing } from '../../src/slack/install/installing.ts';

/** Installations in memory. */
export function memoryInstalling(): Installing & { kept: Map<string, Installation> } {
  const kept = new Map<string, Installation>();
  const used = new Set<string>();
  return {
    kept,
    find: (teamId) => Promise.resolve(kept.get(teamId) ?? null),
    teamIds: () => Promise.resolve([...kept.keys()]),
    installed: (installation) => Promise.resolve(void kept.set(installation.teamId, installation)),
    removed: (teamId) => Promise.resolve(kept.delete(teamId)),
    takeState: (id) => Promise.resolve(!used.has(id) && used.add(id).size > 0),
  };
}
