import type { MonitorOutbox, MonitorResult, ScoredItemKey } from '../../core/monitor.ts';
import type { MainSchema } from '../schema.ts';
import type { SqliteDatabase } from '../sqlite-database.ts';

const isItem = 'source = @source and monitor = @monitor and item_id = @itemId';

export function createMonitorOutbox({ handle, kysely }: SqliteDatabase<MainSchema>): MonitorOutbox {
  const insertResult = handle.prepare(
    `insert into monitor_results (source, monitor, item_id, run_id, evaluated_at, body)
     values (@source, @monitor, @itemId, @runId, @evaluatedAt, @body) on conflict do nothing`,
  );
  const insertDelivery = handle.prepare(
    'insert into monitor_deliveries (source, monitor, item_id, target) values (@source, @monitor, @itemId, @target)',
  );
  const deleteFailure = handle.prepare(`delete from monitor_failures where ${isItem}`);
  const deleteDelivery = handle.prepare(`delete from monitor_deliveries where ${isItem} and target = @target`);
  const selectDelivery = handle.prepare(`select 1 from monitor_deliveries where ${isItem} limit 1`);
  const selectBody = handle.prepare<ScoredItemKey, string>(`select body from monitor_results where ${isItem}`).pluck();
  const deleteResult = handle.prepare(`delete from monitor_results where ${isItem}`);
  const insertScored = handle.prepare(
    `insert into scored_items (source, monitor, item_id, outcome, reason, scored_at)
     values (@source, @monitor, @itemId, 'scored', @reason, @now) on conflict do nothing`,
  );

  const keep = handle.transaction((result: MonitorResult, targets: readonly string[]) => {
    const key = keyOf(result);
    deleteFailure.run(key);
    const { runId, evaluatedAt } = result;
    const { changes } = insertResult.run({ ...key, runId, evaluatedAt, body: JSON.stringify(result) });
    if (changes === 1) for (const target of targets) insertDelivery.run({ ...key, target });
  });

  function settle(key: ScoredItemKey, now: number): void {
    if (selectDelivery.get(key) !== undefined) return;
    const body = selectBody.get(key);
    if (body === undefined) return;
    const { errors } = JSON.parse(body) as MonitorResult;
    const reason = errors.length === 0 ? null : errors.map(({ scorer, reason: why }) => `${scorer}: ${why}`).join(' ');
    insertScored.run({ ...key, reason, now });
    deleteResult.run(key);
  }

  const deliver = handle.transaction((target: string, results: readonly MonitorResult[], now: number) => {
    for (const result of results) {
      const key = keyOf(result);
      deleteDelivery.run({ ...key, target });
      settle(key, now);
    }
  });

  const selectOpen = handle.prepare<[string], ScoredItemKey>(
    'select source, monitor, item_id as itemId from monitor_results where monitor = ?',
  );
  const selectTargets = handle
    .prepare<[string], string>('select distinct target from monitor_deliveries where monitor = ?')
    .pluck();
  const deleteTarget = handle.prepare('delete from monitor_deliveries where monitor = ? and target = ?');
  const forget = handle.transaction((monitor: string, targets: readonly string[], now: number) => {
    const gone = selectTargets.all(monitor).filter((target) => !targets.includes(target));
    for (const target of gone) deleteTarget.run(monitor, target);
    for (const key of selectOpen.all(monitor)) settle(key, now);
  });

  const countFailure = handle
    .prepare<Record<string, unknown>, number>(
      `insert into monitor_failures (source, monitor, item_id, attempts, reason, failed_at)
       values (@source, @monitor, @itemId, 1, @reason, @now)
       on conflict (source, monitor, item_id) do update set
         attempts = monitor_failures.attempts + 1, reason = excluded.reason, failed_at = excluded.failed_at
       returning attempts`,
    )
    .pluck();

  return {
    keep: async (result, targets) => keep.immediate(result, targets),
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
    delivered: async (target, results, nowMs) => deliver.immediate(target, results, nowMs),
    forgetOtherTargets: async (monitor, targets, nowMs) => forget.immediate(monitor, targets, nowMs),
    waitingCounts: () =>
      kysely
        .selectFrom('monitor_deliveries')
        .select((row) => ['monitor', 'target', row.fn.countAll<number>().as('count')])
        .groupBy(['monitor', 'target'])
        .orderBy('monitor')
        .orderBy('target')
        .execute(),
    countFailure: async (key, reason, now) => countFailure.get({ ...keyOf(key), reason, now }) ?? 1,
  };
}

function keyOf({ source, monitor, itemId }: ScoredItemKey): ScoredItemKey {
  return { source, monitor, itemId };
}
