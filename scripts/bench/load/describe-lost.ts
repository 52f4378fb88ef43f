import { findJobs } from './find-jobs.ts';
import type { Verdict } from './judge.ts';
import type { Load } from './open-load.ts';

/** A line for each lost link, with what its store says of it; stops the processes. */
export async function describeLost({ database, fleet }: Load, { lost }: Verdict): Promise<string[]> {
  if (lost.size === 0) return [];
  await fleet.stop();
  const jobs = await findJobs(database, [...lost.keys()]);
  return [...lost].map(([url, what]) => `lost: ${url} (${what}; in the store: ${jobs.get(url)})`);
}
