/** When a stage of a job was begun: seen from outside, or in the span it left. Milliseconds since the epoch. */
export interface StageStart {
  jobId: string;
  step: string;
  at: number;
}

export interface StageCounts {
  /** Stages whose result was stored. */
  finished: number;
  /** Starts of a stage whose result had already been stored: must be 0. */
  repeated: number;
  /** Further starts of a stage that a kill had cut off before its result was stored: the price of at-least-once. */
  interrupted: number;
}

/** @param finishedAt by `job step` */
export function countStages(starts: readonly StageStart[], finishedAt: ReadonlyMap<string, number>): StageCounts {
  const seen = new Set<string>();
  const counts: StageCounts = { finished: finishedAt.size, repeated: 0, interrupted: 0 };
  for (const { jobId, step, at } of starts) {
    const key = `${jobId} ${step}`;
    if (at > (finishedAt.get(key) ?? Number.POSITIVE_INFINITY)) counts.repeated += 1;
    else if (seen.has(key)) counts.interrupted += 1;
    seen.add(key);
  }
  return counts;
}

/** A job in hand: from its first start to its end; null where it has none. */
export interface JobSpan {
  jobId: string;
  startedAt: number;
  finishedAt: number | null;
}

/**
 * For each kill that hit running jobs, milliseconds until one of them was worked on again, the start of the program included; kills that were
 * followed by another before that are left out.
 */
export function resumeTimes(
  jobs: readonly JobSpan[],
  starts: readonly StageStart[],
  killedAt: readonly number[],
): number[] {
  const times = killedAt.flatMap((killed, index) => {
    const next = killedAt[index + 1] ?? Number.POSITIVE_INFINITY;
    const isInHand = (job: JobSpan): boolean =>
      job.startedAt < killed && (job.finishedAt ?? Number.POSITIVE_INFINITY) > killed;
    const inHand = new Set(jobs.filter(isInHand).map(({ jobId }) => jobId));
    const resumed = starts.filter(({ jobId, at }) => inHand.has(jobId) && at > killed && at < next);
    return resumed.length === 0 ? [] : [Math.min(...resumed.map(({ at }) => at)) - killed];
  });
  return times.sort((a, b) => a - b);
}
