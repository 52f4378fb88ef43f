import type { ScoredItem, ScoredItemStore } from '../../core/monitor.ts';
import { change, statement } from '../database.ts';
import type { Database, Work } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import type { ScoredItemTable } from './create-monitor-tables.ts';

/** Ids of one statement: below the number of parameters that databases take. */
const idsAtOnce = 500;

const insert = statement<ScoredItem>(
  `insert into scored_items (source, monitor, item_id, outcome, reason, scored_at)
   values (@source, @monitor, @itemId, @outcome, @reason, @scoredAt) on conflict do nothing`,
);

function* addAll(items: readonly ScoredItem[]): Work<number> {
  let count = 0;
  for (const item of items) count += yield* change(insert, item);
  return count;
}

export function createScoredItemStore({ kysely, transact }: Database<MainSchema>): ScoredItemStore {
  return {
    async outcomes(source, monitor, itemIds) {
      const found: Awaited<ReturnType<ScoredItemStore['outcomes']>> = new Map();
      for (let start = 0; start < itemIds.length; start += idsAtOnce) {
        const some = itemIds.slice(start, start + idsAtOnce);
        const waiting = await kysely
          .selectFrom('monitor_results')
          .select('item_id')
          .where('source', '=', source)
          .where('monitor', '=', monitor)
          .where('item_id', 'in', some)
          .execute();
        const done = await kysely
          .selectFrom('scored_items')
          .select(['item_id', 'outcome'])
          .where('source', '=', source)
          .where('monitor', '=', monitor)
          .where('item_id', 'in', some)
          .execute();
        for (const row of waiting) found.set(row.item_id, 'waiting');
        for (const row of done) found.set(row.item_id, row.outcome);
      }
      return found;
    },
    add: (items) => transact([], () => addAll(items)),
    async list({ monitor, after, limit }) {
      let query = kysely.selectFrom('scored_items').selectAll();
      if (monitor !== undefined) query = query.where('monitor', '=', monitor);
      if (after !== undefined) {
        const { source, monitor: ofMonitor, itemId } = after;
        query = query.where((row) =>
          row(row.refTuple('source', 'monitor', 'item_id'), '>', row.tuple(source, ofMonitor, itemId)),
        );
      }
      const rows = await query.orderBy('source').orderBy('monitor').orderBy('item_id').limit(limit).execute();
      return rows.map(toItem);
    },
    counts: () =>
      kysely
        .selectFrom('scored_items')
        .select((row) => [
          'source',
          'monitor',
          row.fn.countAll<number>().filterWhere('outcome', '=', 'scored').as('scored'),
          row.fn.countAll<number>().filterWhere('outcome', '=', 'failed').as('failed'),
        ])
        .groupBy(['source', 'monitor'])
        .orderBy('source')
        .orderBy('monitor')
        .execute(),
  };
}

function toItem(row: ScoredItemTable): ScoredItem {
  const { source, monitor, outcome, reason } = row;
  return { source, monitor, itemId: row.item_id, outcome, reason, scoredAt: row.scored_at };
}
