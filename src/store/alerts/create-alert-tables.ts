import { sql } from 'kysely';
import type { Compilable, Kysely } from 'kysely';

export function createAlertTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('alert_rules')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('updated_by', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull()),
    schema
      .createTable('alert_memories')
      .addColumn('rule_id', 'text', (column) => column.notNull())
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('state', 'text', (column) => column.notNull().check(sql`state in ('ok', 'firing', 'no_data')`))
      .addColumn('since', 'bigint', (column) => column.notNull())
      .addColumn('value', 'double precision')
      .addColumn('n', 'integer', (column) => column.notNull())
      .addColumn('checked_at', 'bigint', (column) => column.notNull())
      .addColumn('cooldown_until', 'bigint')
      .addColumn('muted_until', 'bigint')
      .addPrimaryKeyConstraint('alert_memories_key', ['rule_id', 'scope']),
    schema
      .createTable('alerts')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('version', 'integer', (column) => column.notNull())
      .addColumn('rule_id', 'text', (column) => column.notNull())
      .addColumn('scope', 'text', (column) => column.notNull())
      .addColumn('severity', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) =>
        column.notNull().check(sql`status in ('open', 'acknowledged', 'resolved')`),
      )
      .addColumn('opened_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull()),
    // One open alert a rule and scope, whoever checks.
    schema
      .createIndex('alerts_one_open')
      .on('alerts')
      .columns(['rule_id', 'scope'])
      .unique()
      .where(sql`status`, '<>', sql`'resolved'`),
    schema.createIndex('alerts_latest').on('alerts').columns(['rule_id', 'scope', 'opened_at']),
    schema.createIndex('alerts_opened').on('alerts').column('opened_at'),
    schema
      .createTable('alert_events')
      .addColumn('alert_id', 'text', (column) => column.notNull().references('alerts.id').onDelete('cascade'))
      .addColumn('number', 'integer', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('kind', 'text', (column) => column.notNull())
      .addColumn('actor_id', 'text')
      .addColumn('value', 'double precision')
      .addColumn('n', 'integer')
      .addPrimaryKeyConstraint('alert_events_key', ['alert_id', 'number']),
    schema
      .createTable('alert_deliveries')
      .addColumn('alert_id', 'text', (column) => column.notNull().references('alerts.id').onDelete('cascade'))
      .addColumn('event_number', 'integer', (column) => column.notNull())
      .addColumn('channel', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) =>
        column.notNull().check(sql`status in ('waiting', 'sent', 'failed', 'skipped')`),
      )
      .addColumn('due_at', 'bigint', (column) => column.notNull())
      .addColumn('attempt_count', 'integer', (column) => column.notNull().defaultTo(0))
      .addColumn('place', 'text')
      .addColumn('failure', 'text')
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('alert_deliveries_key', ['alert_id', 'event_number', 'channel']),
    schema
      .createIndex('alert_deliveries_waiting')
      .on('alert_deliveries')
      .column('due_at')
      .where(sql`status`, '=', sql`'waiting'`),
    schema
      .createTable('canary_runs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addColumn('url', 'text', (column) => column.notNull())
      .addColumn('outcome', 'text', (column) => column.notNull().check(sql`outcome in ('ok', 'failed')`))
      .addColumn('failure', 'text')
      .addColumn('duration_ms', 'double precision', (column) => column.notNull()),
    schema.createIndex('canary_runs_at').on('canary_runs').column('at'),
  ];
}
