import type { StoredSummary } from '../core/ports.ts';
import { decodeSlack, linksInMessage } from '../core/slack-text.ts';
import { canonicalUrl } from '../core/url.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** A message by its address: `…/archives/C1/p1700000000000100?thread_ts=…`. */
export interface MessagePlace {
  channelId: string;
  /** Root of its thread; the message itself where it is in none. */
  threadTs: string;
}

export interface ThreadLinks {
  summaries: { summary: StoredSummary; slackText: string }[];
  /** Links that nobody has a summary of. */
  pages: { url: string; slackText: string }[];
}

const maxPages = 10;

/** @returns null where it is no address of a message */
export function parseMessageAddress(word: string): MessagePlace | null {
  const address = URL.parse(decodeSlack(/^<([^|>]+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? word));
  const [, channelId, digits] = /\/archives\/([CGD][A-Z0-9]+)\/p(\d{10,})$/.exec(address?.pathname ?? '') ?? [];
  if (address === null || channelId === undefined || digits === undefined) return null;
  const ts = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
  const threadTs = address.searchParams.get('thread_ts') ?? ts;
  return /^\d+\.\d{6}$/.test(threadTs) ? { channelId, threadTs } : null;
}

/** The links of a thread, with the summaries there are of them and the messages that held them. */
export async function readThread(
  { channelId, threadTs }: MessagePlace,
  teamId: string,
  { calls, findSummaries }: Pick<SlackServices, 'calls' | 'findSummaries'>,
): Promise<ThreadLinks> {
  const texts = new Map<string, string>();
  const links: ThreadLinks['pages'] = [];
  let cursor = '';
  for (let page = 0; page < maxPages; page += 1) {
    const more = cursor === '' ? {} : { cursor };
    const answer = await calls.bulk((client) =>
      client.conversations.replies({ channel: channelId, ts: threadTs, limit: 200, ...more }),
    );
    for (const message of answer.messages ?? []) {
      // What apps post are answers, not links that somebody shared.
      if (message.ts === undefined || message.bot_id !== undefined) continue;
      const slackText = decodeSlack(message.text ?? '');
      texts.set(message.ts, slackText);
      for (const url of linksInMessage(message)) links.push({ url, slackText });
    }
    cursor = answer.response_metadata?.next_cursor ?? '';
    if (cursor === '') break;
  }
  const stored = await findSummaries.ofThread(teamId, channelId, threadTs);
  const summaries = stored
    .filter(({ outcome }) => outcome === 'summarized')
    .map((summary) => ({ summary, slackText: texts.get(summary.messageTs) ?? summary.url }));
  const known = new Set(summaries.map(({ summary }) => summary.canonicalUrl));
  const pages = links.filter(({ url }, index) => {
    const canonical = canonicalUrl(url);
    const isFirst = links.findIndex((link) => canonicalUrl(link.url) === canonical) === index;
    return isFirst && canonical !== null && !known.has(canonical);
  });
  return { summaries, pages };
}
