import type { StoredSummary } from '../../core/ports.ts';
import { hostOf } from '../../core/url.ts';
import { first, statement } from '../database.ts';
import type { Dialect, Work } from '../database.ts';
import type { LinkTable } from './library-schema.ts';
import type { TextSealer } from '../sealed-text.ts';
import { createIdeaWriter } from '../ideas/idea-writer.ts';
import { pageKey } from './page-key.ts';
import { linkWordsIndex } from './link-words-index.ts';
import { sealLinkBody } from './link-body.ts';

/** Keeps the library in step with a summary, inside the transaction that stores it. */
export type LinkWriter = (summary: StoredSummary) => Work<void>;

const putLink = statement<Omit<LinkTable, 'number'>, { number: number }>(
  `insert into links (summary_id, team_id, channel_id, message_ts, thread_ts, reply_ts, page, site, requested_by, created_at, body)
   values (@summary_id, @team_id, @channel_id, @message_ts, @thread_ts, @reply_ts, @page, @site, @requested_by, @created_at, @body)
   on conflict (summary_id) do update set reply_ts = excluded.reply_ts, body = excluded.body
   returning number`,
);

/** Where texts are sealed, words of the page itself stay out of the index: an index can be read. */
export function createLinkWriter(dialect: Dialect, sealer: TextSealer): LinkWriter {
  const index = linkWordsIndex(dialect);
  const putIdeas = createIdeaWriter(dialect, sealer);

  return function* (summary) {
    const { draft, evidence } = summary;
    if (summary.outcome !== 'summarized' || draft === null || evidence === null) return;
    const site = hostOf(summary.canonicalUrl) ?? evidence.domain;
    const title = evidence.sources[0]?.title ?? site;
    const tldr = draft.tldr.map(({ text }) => text).join(' ');
    const themes = [...new Set(draft.projects.map(({ theme }) => theme))];
    const row = yield* first(putLink, {
      summary_id: summary.id,
      team_id: summary.teamId,
      channel_id: summary.channelId,
      message_ts: summary.messageTs,
      thread_ts: summary.threadTs,
      reply_ts: summary.replyTs,
      page: pageKey(summary.canonicalUrl),
      site,
      requested_by: summary.requestedBy,
      created_at: summary.createdAt,
      body: sealLinkBody(sealer, summary.id, { title, tldr, themes }),
    });
    if (!row) return;
    yield* putIdeas(summary);
    const items = [...draft.projects, ...draft.similarTech];
    yield* index.put(row.number, {
      place: summary.channelId,
      title: `${title} ${addressWords(summary.canonicalUrl)}`,
      summary: [tldr, ...draft.summary.map(({ text }) => text), ...items.map(({ text }) => text)].join('\n'),
      page: sealer.seals ? '' : evidence.snippets.map(({ text }) => text).join('\n'),
    });
  };
}

/** Host and path: what stands behind them may be a secret. */
function addressWords(url: string): string {
  const { host, pathname } = new URL(url);
  return `${host} ${pathname}`.replaceAll(/[/_%+-]/g, ' ');
}
