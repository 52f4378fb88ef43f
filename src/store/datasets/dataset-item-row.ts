import { createHash } from 'node:crypto';
import type { DatasetItem } from '../../core/dataset.ts';
import type { DatasetItemTable } from './dataset-schema.ts';
import type { TextSealer } from '../sealed-text.ts';

type ItemBody = Pick<
  DatasetItem,
  'slackText' | 'query' | 'expectedTheme' | 'referenceResponse' | 'cluster' | 'notes' | 'evidence'
>;

export function toItemRow(dataset: string, item: DatasetItem, sealer: TextSealer): DatasetItemTable {
  const { slackText, query, expectedTheme, referenceResponse, cluster, notes, evidence } = item;
  const body: ItemBody = { slackText, query, expectedTheme, referenceResponse, cluster, notes, evidence };
  return {
    dataset,
    id: item.id,
    status: item.status,
    url: item.url,
    query_type: item.queryType,
    score: item.score,
    trace_id: item.traceId,
    channel_id: item.channelId,
    tags: tagText(item.tags),
    added_by: item.addedBy,
    added_at: item.addedAt,
    hash: hashOf(item),
    body: sealer.seal(JSON.stringify(body), placeOf(dataset, item.id)),
  };
}

/** @throws AppError `store_key_missing`, `store_text_damaged`. */
export function fromItemRow(row: DatasetItemTable, sealer: TextSealer): DatasetItem {
  return {
    ...(JSON.parse(sealer.open(row.body, placeOf(row.dataset, row.id))) as ItemBody),
    id: row.id,
    url: row.url,
    queryType: row.query_type,
    tags: row.tags.split(',').filter(Boolean),
    score: row.score,
    traceId: row.trace_id,
    channelId: row.channel_id,
    status: row.status,
    addedBy: row.added_by,
    addedAt: row.added_at,
  };
}

function tagText(tags: readonly string[]): string {
  return tags.length === 0 ? '' : `,${[...new Set(tags)].toSorted().join(',')},`;
}

function placeOf(dataset: string, id: string): string {
  return `dataset:${dataset}:${id}`;
}

/** Over what decides a run's figures, in a form that does not depend on the order of an object's fields. */
function hashOf(item: DatasetItem): string {
  const { url, slackText, query, queryType, expectedTheme, referenceResponse, cluster, tags, evidence } = item;
  const seen = [url, slackText, query, queryType, expectedTheme, referenceResponse, cluster, tags.toSorted(), evidence];
  const text = JSON.stringify(seen, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(text).digest('hex');
}
