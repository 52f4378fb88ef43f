import type { MonitorOutbox, MonitorResult, ScoredItemKey } from '../../core/monitor.ts';
import { all, change, first, statement } from '../database.ts';
import type { Database, Work } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import type { MonitorDeliveryTable, MonitorResultTable } from './create-monitor-tables.ts';

/** Whoever takes the last delivery away must see that it is the last. */
const lock = 'monitor outbox';
const isItem = 'source = @source and monitor = @monitor and item_id = @itemId';

const insertResult = statement<ScoredItemKey & { runId: string; evaluatedAt: number; body: string }>(
  `insert into monitor_results (source, monitor, item_id, run_id, evaluated_at, body)
   values (@source, @monitor, @itemId, @runId, @evaluatedAt, @body) on conflict do nothing`,
);
const insertDelivery = statement<ScoredItemKey & { target: string }>(
  'insert into monitor_deliveries (source, monitor, item_id, target) values (@source, @monitor, @itemId, @target)',
);
const deleteFailure = statement<ScoredItemKey>(`delete from monitor_failures where ${isItem}`);
const deleteDelivery = statement<ScoredItemKey & { target: string }>(
  `delete from monitor_deliveries where ${isItem} and target = @target`,
);
const selectDelivery = statement<ScoredItemKey, Pick<MonitorDeliveryTable, 'target'>>(
  `select target from monitor_deliveries where ${isItem} limit 1`,
);
const selectBody = statement<ScoredItemKey, Pick<MonitorResultTable, 'body'>>(
  `select body from monitor_results where ${isItem}`,
);
const deleteResult = statement<ScoredItemKey>(`delete from monitor_results where ${isItem}`);
const insertScored = statement<ScoredItemKey & { reason: string | null; now: number }>(
  `insert into scored_items (source, monitor, item_id, outcome, reason, scored_at)
   values (@source, @monitor, @itemId, 'scored', @reason, @now) on conflict do nothing`,
);
const selectOpen = statement<{ monitor: string }, ScoredItemKey>(
  'select source, monitor, item_id as "itemId" from monitor_results where monitor = @monitor',
);
const selectTargets = statement<{ monitor: string }, Pick<MonitorDeliveryTable, 'target'>>(
  'select distinct target from monitor_deliveries where monitor = @monitor',
);
const deleteTarget = statement<{ monitor: string; target: string }>(
  'delete from monitor_deliveries where monitor = @monitor and target = @target',
);
const addFailure = statement<ScoredItemKey & { reason: string; now: number }, { attempts: number }>(
  `insert into monitor_failures (source, monitor, item_id, attempts, reason, failed_at)
   values (@source, @monitor, @itemId, 1, @reason, @now)
   on conflict (source, monitor, item_id) do update set
     attempts = monitor_failures.attempts + 1, reason = excluded.reason, failed_at = excluded.failed_at
   returning attempts`,
);

function* keep(result: MonitorResult, targets: readonly string[]): Work<void> {
  const key = keyOf(result);
  yield* change(deleteFailure, key);
  const { runId, evaluatedAt } = result;
  const added = yield* change(insertResult, { ...key, runId, evaluatedAt, body: JSON.stringify(result) });
  if (added === 1) for (const target of targets) yield* change(insertDelivery, { ...key, target });
}

function* settle(key: ScoredItemKey, now: number): Work<void> {
  if ((yield* first(selectDelivery, key)) !== undefined) return;
  const row = yield* first(selectBody, key);
  if (row === undefined) return;
  const { errors } = JSON.parse(row.body) as MonitorResult;
  const reason = errors.length === 0 ? null : errors.map(({ scorer, reason: why }) => `${scorer}: ${why}`).join(' ');
  yield* change(insertScored, { ...key, reason, now });
  yield* change(deleteResult, key);
}

function* deliver(target: string, results: readonly MonitorResult[], now: number): Work<void> {
  for (const result of results) {
    const key = keyOf(result);
    yield* change(deleteDelivery, { ...key, target });
    yield* settle(key, now);
  }
}

function* forget(monitor: string, targets: readonly string[], now: number): Work<void> {
  const gone = (yield* all(selectTargets, { monitor })).filter(({ target }) => !targets.includes(target));
  for (const { target } of gone) yield* change(deleteTarget, { monitor, target });
  for (const key of yield* all(selectOpen, { monitor })) yield* settle(key, now);
}

export function createMonitorOutbox({ kysely, transact }: Database<MainSchema>): MonitorOutbox {
  return {
    keep: (result, targets) => transact(lock, () => keep(result, targets)),
    async waiting(monitor, target, limit) {
      const rows = await kysely
        .selectFrom('monitor_results as result')
        .innerJoin('monitor_deliveries as delivery', (join) =>
          join
            .onRef('delivery.source', '=', 'result.source')
            .onRef('delivery.monitor', '=', 'result.monitor')
            .onRef('delivery.item_id', '=', 'result.item_id'),
        )
        .select('result.body')
        .where('result.monitor', '=', monitor)
        .where('delivery.target', '=', target)
        .orderBy('result.evaluated_at')
        .orderBy('result.item_id')
        .limit(limit)
        .execute();
      return rows.map(({ body }) => JSON.parse(body) as MonitorResult);
    },
    async ofRun(monitor, runId) {
      const rows = await kysely
        .selectFrom('monitor_results')
        .select('body')
        .where('monitor', '=', monitor)
        .where('run_id', '=', runId)
        .execute();
      return rows.map(({ body }) => JSON.parse(body) as MonitorResult);
    },
    delivered: (target, results, nowMs) => transact(lock, () => deliver(target, results, nowMs)),
    forgetOtherTargets: (monitor, targets, nowMs) => transact(lock, () => forget(monitor, targets, nowMs)),
    waitingCounts: () =>
      kysely
        .selectFrom('monitor_deliveries')
        .select((row) => ['monitor', 'target', row.fn.countAll<number>().as('count')])
        .groupBy(['monitor', 'target'])
        .orderBy('monitor')
        .orderBy('target')
        .execute(),
    async countFailure(key, reason, now) {
      const failure = await transact(lock, () => first(addFailure, { ...keyOf(key), reason, now }));
      return failure?.attempts ?? 1;
    },
  };
}

function keyOf({ source, monitor, itemId }: ScoredItemKey): ScoredItemKey {
  return { source, monitor, itemId };
}
