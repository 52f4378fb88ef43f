import { z } from 'zod';

/** What a monitor's job carries. */
export const MonitorPayload = z.object({
  name: z.string(),
  /** As after `--set`. */
  overrides: z.array(z.string()),
  startedBy: z.string(),
  /** The message that shows how far it is; null where nobody waits. */
  place: z.object({ channelId: z.string(), ts: z.string() }).nullable(),
});
export type MonitorPayload = z.infer<typeof MonitorPayload>;
