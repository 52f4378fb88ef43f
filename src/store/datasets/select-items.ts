import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import type { DatasetItemFilter } from '../../core/dataset.ts';
import type { MainSchema } from '../schema.ts';

/** Items of a dataset that pass a filter, in its order. */
export function selectItems(kysely: Kysely<MainSchema>, dataset: string, filter: DatasetItemFilter) {
  const { status, tags = [], minScore, maxScore, queryType, channelIds, fromMs, toMs, order = 'id', afterId } = filter;
  let query = kysely.selectFrom('dataset_items').selectAll().where('dataset', '=', dataset);
  if (status !== undefined) query = query.where('status', '=', status);
  for (const tag of tags) query = query.where(sql<boolean>`replace(tags, ${`,${tag},`}, '') <> tags`);
  if (minScore !== undefined) query = query.where('score', '>=', minScore);
  if (maxScore !== undefined) query = query.where('score', '<=', maxScore);
  if (queryType !== undefined) query = query.where('query_type', '=', queryType);
  if (channelIds !== undefined) {
    query = query.where((row) =>
      row.or([
        row('channel_id', 'is', null),
        ...(channelIds.length === 0 ? [] : [row('channel_id', 'in', [...channelIds])]),
      ]),
    );
  }
  if (fromMs !== undefined) query = query.where('added_at', '>=', fromMs);
  if (toMs !== undefined) query = query.where('added_at', '<', toMs);
  if (afterId !== undefined) query = query.where('id', '>', afterId);
  if (order === 'score') query = query.orderBy('score', (score) => score.desc().nullsLast());
  if (order === 'newest') query = query.orderBy('added_at', 'desc');
  return query.orderBy('id').limit(filter.limit);
}
