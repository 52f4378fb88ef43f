/** Telling job kinds of ends that no attempt will tell: dead letters, and cancelled jobs that may have left something behind. */
import type { Outside } from '../core/outside.ts';
import type { JobKind } from '../core/ports.ts';
import type { Registry } from '../core/registry.ts';
import type { JobNotice, JobQueue } from './job-queue.ts';

/** Never rejects: a kind that fails to hear it is logged and not asked again. */
export async function giveNotice(
  notice: JobNotice,
  deps: { queue: JobQueue; kinds: Registry<JobKind<unknown>>; outside: Outside },
): Promise<void> {
  const log = deps.outside.log.child({ jobId: notice.jobId, kind: notice.kind });
  try {
    await tell(notice, deps.kinds);
  } catch (thrown) {
    log.error('the end of a job could not be told', {
      status: notice.status,
      code: notice.failure.code,
      cause: thrown,
    });
  }
  try {
    await deps.queue.noticeGiven(notice.jobId);
  } catch (thrown) {
    log.error('the notice of a job could not be stored', { cause: thrown });
  }
}

async function tell(notice: JobNotice, kinds: Registry<JobKind<unknown>>): Promise<void> {
  if (!kinds.has(notice.kind)) return;
  const kind = kinds.get(notice.kind);
  // What does not fit the schema was never run, so there is nothing of it in the world.
  const payload = kind.payload.safeParse(notice.payload);
  if (!payload.success) return;
  if (notice.status === 'cancelled') await kind.onCancelled?.(payload.data, { jobId: notice.jobId });
  else await kind.onDead?.(payload.data, notice.failure, { jobId: notice.jobId });
}
