import type { Digest } from '../core/digest.ts';
import { digestReport } from './blocks/links/digest-report.ts';
import { renderReport, reportForms } from './blocks/report.ts';
import { messageAddress } from './message-address.ts';
import { sendWithFallback } from './send-with-fallback.ts';
import type { SlackServices } from './slack-dependencies.ts';

const eventType = 'gloss_digest';

/** Posts the digest of a job once: where an earlier attempt may have posted it, the channel is looked through for the job's mark first. */
export async function postDigest(
  target: { channelId: string; jobId: string; sinceMs: number; mayExist: boolean },
  digest: Digest,
  rhythm: 'daily' | 'weekly',
  services: Pick<SlackServices, 'calls' | 'post' | 'identity'>,
): Promise<void> {
  const { channelId, jobId } = target;
  if (target.mayExist && (await isPosted(target, services))) return;
  const report = digestReport(digest, rhythm, ({ replyTs, messageTs, threadTs, ...link }) =>
    messageAddress(services.identity(), { channelId: link.channelId, ts: replyTs ?? messageTs, threadTs }),
  );
  const metadata = { event_type: eventType, event_payload: { job_id: jobId } };
  await sendWithFallback(
    reportForms.map((form) => () => renderReport(report, form)),
    (message) => services.post({ channelId, threadTs: null, metadata }, message),
  );
}

async function isPosted(
  { channelId, jobId, sinceMs }: { channelId: string; jobId: string; sinceMs: number },
  { calls }: Pick<SlackServices, 'calls'>,
): Promise<boolean> {
  const { messages } = await calls.bulk((client) =>
    client.conversations.history({
      channel: channelId,
      oldest: String(sinceMs / 1000),
      include_all_metadata: true,
      limit: 200,
    }),
  );
  return (messages ?? []).some(({ metadata }) => {
    const payload: unknown = metadata?.event_payload;
    const mark = typeof payload === 'object' && payload !== null && 'job_id' in payload ? payload.job_id : null;
    return metadata?.event_type === eventType && mark === jobId;
  });
}
