import { z } from 'zod';
import { composeDigest } from '../../core/digest.ts';
import type { Digest } from '../../core/digest.ts';
import type { LinkLibrary } from '../../core/library.ts';
import type { JobContext, Tracing } from '../../core/ports.ts';

/** Kind `digest`: the links of one channel up to now. */
export const DigestPayload = z.object({
  teamId: z.string(),
  channelId: z.string(),
  rhythm: z.enum(['daily', 'weekly']),
});
export type DigestPayload = z.infer<typeof DigestPayload>;

export interface DigestDeps {
  library: Pick<LinkLibrary, 'digest'>;
  tracing: Tracing;
  /** Posts one message of the job; where `mayExist`, an earlier attempt's is looked for first. */
  post(
    target: { teamId: string; channelId: string; jobId: string; sinceMs: number; mayExist: boolean },
    digest: Digest,
    rhythm: DigestPayload['rhythm'],
  ): Promise<void>;
}

const dayMs = 86_400_000;

/** The links of a channel in the day or week up to a moment; null where there is none. */
export async function readDigest(
  library: Pick<LinkLibrary, 'digest'>,
  { teamId, channelId, rhythm }: DigestPayload,
  toMs: number,
): Promise<Digest | null> {
  const lengthMs = rhythm === 'daily' ? dayMs : 7 * dayMs;
  const fromMs = toMs - lengthMs;
  const scope = { teamId, channelIds: [channelId] };
  const [now, before] = await Promise.all([
    library.digest(scope, fromMs, toMs),
    library.digest(scope, fromMs - lengthMs, fromMs),
  ]);
  return composeDigest({ fromMs, toMs }, now, before);
}

/** The body of job kind `digest`: nothing is posted where there is nothing to tell, and never twice. */
export function createDigester(deps: DigestDeps): (payload: DigestPayload, context: JobContext) => Promise<void> {
  return (payload, context) =>
    deps.tracing.span(
      'digest.run',
      {
        kind: 'CHAIN',
        traceSeed: context.jobId,
        attributes: { job_id: context.jobId, channel: payload.channelId, attempt: context.attempt },
      },
      async (span) => {
        const digest = await context.step('compose', () => readDigest(deps.library, payload, context.enqueuedAt));
        span.set({ outcome: digest === null ? 'nothing' : 'posted', link_count: digest?.linkCount ?? 0 });
        if (digest === null) return;
        const { rhythm, ...place } = payload;
        await context.step('post', async () => {
          const target = {
            ...place,
            jobId: context.jobId,
            sinceMs: context.enqueuedAt,
            mayExist: context.attempt > 1,
          };
          await deps.post(target, digest, rhythm);
          return null;
        });
      },
    );
}
