import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { JobContext } from '../core/ports.ts';
import type { ClaimedJob, JobQueue } from './job-queue.ts';
import { jobCancelled, jobLost } from './job-stop.ts';
import { storePatiently } from './store-patiently.ts';

/** What a job handler works with: its facts, its signal, and checkpointed steps. */
export function createJobContext(
  job: ClaimedJob,
  queue: Pick<JobQueue, 'saveStep'>,
  abort: AbortController,
  outside: Outside,
): JobContext {
  const begun = new Map<string, Promise<string>>();

  async function runStep(name: string, work: () => Promise<unknown>): Promise<string> {
    const startedAt = outside.clock.now();
    const output = stringify(name, await work());
    // What a step cost is not spent twice because the database was away for a moment.
    const save = () => queue.saveStep(job, { name, output, startedAt });
    const saved = await storePatiently(save, outside.clock, abort.signal);
    if (saved.outcome === 'lost') abort.abort(jobLost());
    if (saved.outcome === 'cancelled') abort.abort(jobCancelled(saved.reason));
    return output;
  }

  return {
    jobId: job.jobId,
    kind: job.kind,
    attempt: job.attempt,
    maxAttempts: job.maxAttempts,
    enqueuedAt: job.enqueuedAt,
    signal: abort.signal,
    async step<T>(name: string, work: () => Promise<T>): Promise<T> {
      abort.signal.throwIfAborted();
      const stored = job.steps.get(name);
      if (stored !== undefined) return JSON.parse(stored) as T;
      // The same name twice is the same step, also while it runs.
      const running = begun.get(name) ?? runStep(name, work);
      begun.set(name, running);
      let json: string;
      try {
        json = await running;
      } catch (error) {
        begun.delete(name);
        throw error;
      }
      abort.signal.throwIfAborted();
      // The first run sees what a later one will see: a value that does not survive JSON shows at once.
      return JSON.parse(json) as T;
    },
  };
}

function stringify(name: string, value: unknown): string {
  try {
    return JSON.stringify(value ?? null);
  } catch (error) {
    throw new AppError({
      code: 'step_not_json',
      message: `The result of the step "${name}" cannot be stored as JSON.`,
      cause: error,
    });
  }
}
