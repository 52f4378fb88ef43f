import type { Selectable } from 'kysely';
import type { Alert, AlertDelivery, AlertEvent, AlertMemory } from '../../core/alert.ts';
import type { Failure } from '../../core/errors.ts';
import type { AlertDeliveryTable, AlertEventTable, AlertMemoryTable, AlertTable } from './alert-schema.ts';

/** Between rows and what they stand for. */
export const alertRows = {
  ofAlert: (alert: Alert): AlertTable => ({
    id: alert.id,
    version: alert.version,
    rule_id: alert.ruleId,
    scope: alert.scope,
    severity: alert.severity,
    status: alert.status,
    opened_at: alert.openedAt,
    body: JSON.stringify(alert),
  }),
  toAlert: (row: Pick<AlertTable, 'body'>): Alert => JSON.parse(row.body) as Alert,

  ofMemory: (memory: AlertMemory): AlertMemoryTable => ({
    rule_id: memory.ruleId,
    scope: memory.scope,
    state: memory.state,
    since: memory.since,
    value: memory.value,
    n: memory.n,
    checked_at: memory.checkedAt,
    cooldown_until: memory.cooldownUntil,
    muted_until: memory.mutedUntil,
  }),
  toMemory: (row: AlertMemoryTable): AlertMemory => ({
    ruleId: row.rule_id,
    scope: row.scope,
    state: row.state,
    since: row.since,
    value: row.value,
    n: row.n,
    checkedAt: row.checked_at,
    cooldownUntil: row.cooldown_until,
    mutedUntil: row.muted_until,
  }),

  toEvent: (row: AlertEventTable): AlertEvent => ({
    alertId: row.alert_id,
    number: row.number,
    at: row.at,
    kind: row.kind,
    actorId: row.actor_id,
    value: row.value,
    n: row.n,
  }),

  toDelivery: (row: Selectable<AlertDeliveryTable>): AlertDelivery => ({
    alertId: row.alert_id,
    eventNumber: row.event_number,
    channel: row.channel,
    status: row.status,
    dueAt: row.due_at,
    attemptCount: row.attempt_count,
    place: row.place,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure),
    updatedAt: row.updated_at,
  }),
};
