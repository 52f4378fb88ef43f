import type { JobContext } from '../../src/core/ports.ts';

export interface InMemoryJob {
  /** What was stored, by step name, as JSON. */
  steps: Map<string, string>;
  /** The context of one more attempt at the same job: stored steps are not run again. */
  attempt(options?: { signal?: AbortSignal; crashAfter?: string }): JobContext;
}

/** Checkpoints in memory. `crashAfter` stops everything right after the step of that name was stored, as
 * a killed process would. */
export function createInMemoryJob(jobId: string, maxAttempts = 4): InMemoryJob {
  const steps = new Map<string, string>();
  let attempts = 0;
  return {
    steps,
    attempt({ signal = new AbortController().signal, crashAfter } = {}) {
      attempts += 1;
      const killed = new AbortController();
      const stop = AbortSignal.any([signal, killed.signal]);
      return {
        jobId,
        kind: 'test',
        attempt: attempts,
        maxAttempts,
        enqueuedAt: 0,
        signal: stop,
        async step<T>(name: string, work: () => Promise<T>): Promise<T> {
          stop.throwIfAborted();
          const stored = steps.get(name) ?? JSON.stringify((await work()) ?? null);
          const isNew = !steps.has(name);
          steps.set(name, stored);
          if (isNew && name === crashAfter) killed.abort(new Crash(name));
          stop.throwIfAborted();
          return JSON.parse(stored) as T;
        },
      };
    },
  };
}

/** Stands for the end of the process. */
export class Crash extends Error {
  constructor(step: string) {
    super(`killed after ${step}`);
  }
}
