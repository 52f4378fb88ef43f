/** One attempt of one job: from its payload to its stored outcome. */
import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { JobKind } from '../core/ports.ts';
import type { Registry } from '../core/registry.ts';
import { createJobContext } from './job-context.ts';
import type { ClaimedJob, JobQueue } from './job-queue.ts';
import { storePatiently } from './store-patiently.ts';
import { toJobError } from './to-job-error.ts';

/**
 * Runs the job's handler and stores how it ended. Never rejects: where the outcome cannot be stored, the lease runs out and the job is
 * taken up again. Once the signal has fired its reason alone decides, however the handler ends: cancelled, given back, or failed.
 */
export async function executeJob(
  job: ClaimedJob,
  abort: AbortController,
  deps: { queue: JobQueue; kinds: Registry<JobKind<unknown>>; outside: Outside },
): Promise<void> {
  const log = deps.outside.log.child({ jobId: job.jobId, kind: job.kind, attempt: job.attempt });
  const startedAt = deps.outside.clock.monotonic();
  const handlerError = await runHandler(job, abort, deps);
  const stop = abort.signal.aborted ? toJobError(abort.signal.reason) : null;
  const error = stop ?? handlerError;
  const { queue, outside } = deps;
  const keep = <Result>(store: () => Promise<Result>): Promise<Result> => storePatiently(store, outside.clock);
  try {
    if (error === null) {
      const stored = await keep(() => queue.complete(job));
      if (stored) log.debug('job done', { durationMs: deps.outside.clock.monotonic() - startedAt });
      else log.warn('job was done after it had been taken over');
    } else if (stop?.code === 'job_lost') {
      log.warn('job was taken over by another process');
    } else if (stop?.code === 'job_stopped') {
      await keep(() => queue.release(job));
      log.info('job was given back because the program stops');
    } else if (stop?.code === 'job_cancelled') {
      await keep(() => queue.finishCancelled(job));
      log.info('job cancelled');
    } else {
      const ended = await keep(() => queue.fail(job, error));
      const fields = { code: error.code, message: error.message, cause: error.cause };
      if (ended.outcome === 'retry')
        log.warn('job will be retried', { ...fields, waitMs: ended.runAt - deps.outside.clock.now() });
      else log.error('job failed', { ...fields, outcome: ended.outcome });
    }
  } catch (thrown) {
    log.error('the outcome of a job could not be stored', { cause: thrown });
  }
}

/** @returns null where the handler ended well. */
async function runHandler(
  job: ClaimedJob,
  abort: AbortController,
  deps: { queue: JobQueue; kinds: Registry<JobKind<unknown>>; outside: Outside },
): Promise<AppError | null> {
  try {
    abort.signal.throwIfAborted();
    const kind = deps.kinds.get(job.kind);
    const payload = kind.payload.safeParse(job.payload);
    if (!payload.success) {
      throw new AppError({
        code: 'job_payload_invalid',
        message: `The stored payload of this job does not fit its kind "${job.kind}".`,
        hint: 'It was stored by another version of the program; ask for the work again.',
        cause: payload.error,
      });
    }
    await kind.run(payload.data, createJobContext(job, deps.queue, abort, deps.outside));
    return null;
  } catch (thrown) {
    return toJobError(thrown);
  }
}
