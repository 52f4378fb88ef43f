import type { AlertChange, AlertEvent } from '../../core/alert.ts';
import { change, first, statement } from '../database.ts';
import type { Database, Work } from '../database.ts';
import type { MainSchema } from '../schema.ts';
import { alertRows } from './alert-rows.ts';
import type { AlertMemoryTable, AlertTable } from './alert-schema.ts';

// `on conflict do nothing` without a target: the index of open alerts counts as well as the id.
const insertAlert = statement<AlertTable>(
  `insert into alerts (id, version, rule_id, scope, severity, status, opened_at, body)
   values (@id, @version, @rule_id, @scope, @severity, @status, @opened_at, @body) on conflict do nothing`,
);
const updateAlert = statement<AlertTable>(
  `update alerts set version = @version, severity = @severity, status = @status, body = @body
   where id = @id and version + 1 = @version`,
);
const putMemory = statement<AlertMemoryTable>(
  `insert into alert_memories (rule_id, scope, state, since, value, n, checked_at, cooldown_until, muted_until)
   values (@rule_id, @scope, @state, @since, @value, @n, @checked_at, @cooldown_until, @muted_until)
   on conflict (rule_id, scope) do update set state = excluded.state, since = excluded.since, value = excluded.value, n = excluded.n,
     checked_at = excluded.checked_at, cooldown_until = excluded.cooldown_until, muted_until = excluded.muted_until`,
);
const selectLastNumber = statement<{ alertId: string }, { number: number }>(
  'select coalesce(max(number), 0) as number from alert_events where alert_id = @alertId',
);
const insertEvent = statement<AlertEvent>(
  `insert into alert_events (alert_id, number, at, kind, actor_id, value, n)
   values (@alertId, @number, @at, @kind, @actorId, @value, @n)`,
);
const insertDelivery = statement<{ alertId: string; number: number; channel: string; dueAt: number; at: number }>(
  `insert into alert_deliveries (alert_id, event_number, channel, status, due_at, updated_at)
   values (@alertId, @number, @channel, 'waiting', @dueAt, @at)`,
);

function* apply({ memory, alert, events, deliveries, at }: AlertChange): Work<boolean> {
  if (alert) {
    const write = alert.version === 1 ? insertAlert : updateAlert;
    if ((yield* change(write, alertRows.ofAlert(alert))) !== 1) return false;
    const alertId = alert.id;
    let number = (yield* first(selectLastNumber, { alertId }))?.number ?? 0;
    for (const event of events) {
      number += 1;
      yield* change(insertEvent, { ...event, alertId, number, at });
      for (const delivery of deliveries) yield* change(insertDelivery, { ...delivery, alertId, number, at });
    }
  }
  if (memory) yield* change(putMemory, alertRows.ofMemory(memory));
  return true;
}

/** Stores a decision as a whole. @returns false, with nothing stored, where the alert has moved on meanwhile. */
export function createAlertWriter({ transact }: Database<MainSchema>): (decision: AlertChange) => Promise<boolean> {
  return (decision) => transact('alerts', () => apply(decision));
}
