import type Sqlite from 'better-sqlite3';
import type { AlertChange } from '../../core/alert.ts';
import { alertRows } from './alert-rows.ts';

/** Stores a decision as a whole. @returns false, with nothing stored, where the alert has moved on meanwhile. */
export function createAlertWriter(handle: Sqlite.Database): (change: AlertChange) => boolean {
  // `on conflict do nothing` without a target: the index of open alerts counts as well as the id.
  const insertAlert = handle.prepare(
    `insert into alerts (id, version, rule_id, scope, severity, status, opened_at, body)
     values (@id, @version, @rule_id, @scope, @severity, @status, @opened_at, @body) on conflict do nothing`,
  );
  const updateAlert = handle.prepare(
    `update alerts set version = @version, severity = @severity, status = @status, body = @body
     where id = @id and version = @version - 1`,
  );
  const putMemory = handle.prepare(
    `insert into alert_memories (rule_id, scope, state, since, value, n, checked_at, cooldown_until, muted_until)
     values (@rule_id, @scope, @state, @since, @value, @n, @checked_at, @cooldown_until, @muted_until)
     on conflict (rule_id, scope) do update set state = excluded.state, since = excluded.since, value = excluded.value, n = excluded.n,
       checked_at = excluded.checked_at, cooldown_until = excluded.cooldown_until, muted_until = excluded.muted_until`,
  );
  const lastNumber = handle
    .prepare<[string], number>('select coalesce(max(number), 0) from alert_events where alert_id = ?')
    .pluck();
  const insertEvent = handle.prepare(
    `insert into alert_events (alert_id, number, at, kind, actor_id, value, n)
     values (@alertId, @number, @at, @kind, @actorId, @value, @n)`,
  );
  const insertDelivery = handle.prepare(
    `insert into alert_deliveries (alert_id, event_number, channel, status, due_at, updated_at)
     values (@alertId, @number, @channel, 'waiting', @dueAt, @at)`,
  );

  const apply = handle.transaction(({ memory, alert, events, deliveries, at }: AlertChange): boolean => {
    if (alert) {
      const statement = alert.version === 1 ? insertAlert : updateAlert;
      if (statement.run(alertRows.ofAlert(alert)).changes !== 1) return false;
      let number = lastNumber.get(alert.id) ?? 0;
      for (const event of events) {
        number += 1;
        insertEvent.run({ ...event, alertId: alert.id, number, at });
        for (const delivery of deliveries) insertDelivery.run({ ...delivery, alertId: alert.id, number, at });
      }
    }
    if (memory) putMemory.run(alertRows.ofMemory(memory));
    return true;
  });
  return (change) => apply.immediate(change);
}
