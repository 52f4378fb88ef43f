import { AppError } from '../core/errors.ts';
import type { Log } from '../core/outside.ts';
import type { JobContext, ReplyTarget, SpanHandle, Tracing } from '../core/ports.ts';

/**
 * The root span of a job that answers in a thread; a resumed job goes on with its own trace. A message that is gone (`parent_gone`) ends
 * the job in peace: there is nobody to answer.
 */
export function replyJobSpan(
  deps: { tracing: Tracing; outside: { log: Log } },
  name: string,
  payload: Pick<ReplyTarget, 'url' | 'channelId' | 'threadTs'> & { userId: string },
  context: JobContext,
  work: (span: SpanHandle) => Promise<void>,
): Promise<void> {
  const { jobId, attempt } = context;
  const { url, channelId, userId, threadTs } = payload;
  return deps.tracing.span(
    name,
    {
      kind: 'CHAIN',
      traceSeed: jobId,
      attributes: { job_id: jobId, url, channel: channelId, user: userId, attempt },
      trace: { sessionId: threadTs },
    },
    async (span) => {
      try {
        await work(span);
      } catch (thrown) {
        if (!(thrown instanceof AppError) || thrown.code !== 'parent_gone') throw thrown;
        span.set({ outcome: 'parent_gone' });
        deps.outside.log.info('the message is gone; nothing was posted', { jobId });
      }
    },
  );
}
