import type { LinkRecord } from '../../core/library.ts';
import type { LinkRow } from './library-schema.ts';
import type { TextSealer } from '../sealed-text.ts';

type LinkBody = Pick<LinkRecord, 'title' | 'tldr' | 'themes'>;

export function sealLinkBody(sealer: TextSealer, summaryId: string, body: LinkBody): string {
  return sealer.seal(JSON.stringify(body), `link:${summaryId}`);
}

/** @throws AppError `store_key_missing`, `store_text_damaged`. */
export function readLinkRow(sealer: TextSealer, row: LinkRow): LinkRecord {
  return {
    ...(JSON.parse(sealer.open(row.body, `link:${row.summary_id}`)) as LinkBody),
    summaryId: row.summary_id,
    teamId: row.team_id,
    channelId: row.channel_id,
    messageTs: row.message_ts,
    threadTs: row.thread_ts,
    replyTs: row.reply_ts,
    canonicalUrl: row.canonical_url,
    site: row.site,
    requestedBy: row.requested_by,
    createdAt: row.created_at,
  };
}
