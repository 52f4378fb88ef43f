import type { Parts } from '../parts.ts';
import { RateLimited } from '../slack-refusal.ts';

/** Slack's posting limit: about one message a second in a channel. */
const intervalMs = 1000;

/** When the app last posted, by channel. */
export interface MessageRate {
  isOn: boolean;
  lastPostAt: Map<string, number>;
}

/** Notes a post. @throws RateLimited where the last one in the channel is less than a second old and the limit is on */
export function checkMessageRate({ outside, messageRate }: Parts, channel: string): void {
  const now = outside.clock.now();
  const last = messageRate.lastPostAt.get(channel);
  if (messageRate.isOn && last !== undefined && now - last < intervalMs) throw new RateLimited(1);
  messageRate.lastPostAt.set(channel, now);
}
