import { z } from 'zod';

const Announcement = z.intersection(
  z.object({ by: z.string() }),
  z.union([
    z.object({ type: z.literal('enqueued') }),
    z.object({ type: z.literal('cancelling'), jobIds: z.array(z.string()), reason: z.string() }),
  ]),
);

/** What one process tells the others when its transaction is committed; `by` is its owner id. */
export type Announcement = z.infer<typeof Announcement>;

/** null where somebody else wrote it: anyone who may connect can write to a channel. */
export function readAnnouncement(payload: string): Announcement | null {
  try {
    return Announcement.safeParse(JSON.parse(payload)).data ?? null;
  } catch {
    return null;
  }
}
