import type { SlackIdentity } from './slack-dependencies.ts';

/** The address of a message as Slack writes it; null where the server did not say its own. */
export function messageAddress(
  identity: SlackIdentity,
  place: { channelId: string; ts: string; threadTs: string | null },
): string | null {
  if (identity.teamUrl === null) return null;
  const { channelId, ts, threadTs } = place;
  const address = new URL(`archives/${channelId}/p${ts.replace('.', '')}`, identity.teamUrl);
  if (threadTs !== null && threadTs !== ts) {
    address.searchParams.set('thread_ts', threadTs);
    address.searchParams.set('cid', channelId);
  }
  return address.href;
}
