import type { DatasetItem } from '../../core/dataset.ts';
import { typeOf } from '../dataset-stats.ts';

/** An item as other programs get it: flat, the same keys in every row. What people noted about an item stays here. */
export interface ExportRow {
  id: string;
  url: string;
  title: string | null;
  site: string | null;
  language: string | null;
  query_type: string;
  query: string | null;
  slack_text: string;
  page_text: string | null;
  response: string | null;
  expected_theme: string | null;
  tags: string[];
  score: number | null;
  /** ISO 8601, UTC. */
  added_at: string;
  added_by: string | null;
  channel: string | null;
}

/** @param standIn what stands for the id of a person or a channel; null leaves them out */
export function toExportRow(item: DatasetItem, standIn: ((id: string) => string) | null): ExportRow {
  const { evidence } = item;
  const isPerson = !['file', 'collect'].includes(item.addedBy);
  return {
    id: item.id,
    url: item.url,
    title: evidence?.sources[0]?.title ?? null,
    site: item.cluster,
    language: evidence?.language ?? null,
    query_type: typeOf(item),
    query: item.query,
    slack_text: item.slackText,
    page_text: evidence === null ? null : evidence.snippets.map(({ text }) => text).join('\n\n'),
    response: item.referenceResponse,
    expected_theme: item.expectedTheme,
    tags: item.tags,
    score: item.score,
    added_at: new Date(item.addedAt).toISOString(),
    added_by: isPerson ? (standIn?.(item.addedBy) ?? null) : item.addedBy,
    channel: item.channelId === null ? null : (standIn?.(item.channelId) ?? null),
  };
}
