import { sql } from 'kysely';
import type { Compilable, Kysely } from 'kysely';

export interface ScoredItemTable {
  source: string;
  monitor: string;
  item_id: string;
  outcome: 'scored' | 'failed';
  reason: string | null;
  scored_at: number;
}

export interface MonitorResultTable {
  source: string;
  monitor: string;
  item_id: string;
  run_id: string;
  evaluated_at: number;
  /** JSON: MonitorResult. */
  body: string;
}

/** A target that has not taken a result yet. */
export interface MonitorDeliveryTable {
  source: string;
  monitor: string;
  item_id: string;
  target: string;
}

export interface MonitorFailureTable {
  source: string;
  monitor: string;
  item_id: string;
  attempts: number;
  reason: string;
  failed_at: number;
}

export interface MonitorRunTable {
  id: string;
  monitor: string;
  started_at: number;
  finished_at: number | null;
  outcome: string;
  /** JSON: MonitorRun. */
  body: string;
}

export interface MonitorSchema {
  scored_items: ScoredItemTable;
  monitor_results: MonitorResultTable;
  monitor_deliveries: MonitorDeliveryTable;
  monitor_failures: MonitorFailureTable;
  monitor_runs: MonitorRunTable;
}

const key = ['source', 'monitor', 'item_id'] as const;

export function createMonitorTables({ schema }: Kysely<never>): Compilable[] {
  const keyed = (table: string) =>
    schema
      .createTable(table)
      .addColumn('source', 'text', (column) => column.notNull())
      .addColumn('monitor', 'text', (column) => column.notNull())
      .addColumn('item_id', 'text', (column) => column.notNull());
  return [
    keyed('scored_items')
      .addColumn('outcome', 'text', (column) => column.notNull().check(sql`outcome in ('scored', 'failed')`))
      .addColumn('reason', 'text')
      .addColumn('scored_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('scored_items_key', [...key]),
    schema.createIndex('scored_items_time').on('scored_items').column('scored_at'),
    keyed('monitor_results')
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('evaluated_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('monitor_results_key', [...key]),
    schema.createIndex('monitor_results_time').on('monitor_results').columns(['monitor', 'evaluated_at']),
    keyed('monitor_deliveries')
      .addColumn('target', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('monitor_deliveries_key', [...key, 'target']),
    keyed('monitor_failures')
      .addColumn('attempts', 'integer', (column) => column.notNull())
      .addColumn('reason', 'text', (column) => column.notNull())
      .addColumn('failed_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('monitor_failures_key', [...key]),
    schema.createIndex('monitor_failures_time').on('monitor_failures').column('failed_at'),
    schema
      .createTable('monitor_runs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('monitor', 'text', (column) => column.notNull())
      .addColumn('started_at', 'bigint', (column) => column.notNull())
      .addColumn('finished_at', 'bigint')
      .addColumn('outcome', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull()),
    schema.createIndex('monitor_runs_monitor').on('monitor_runs').columns(['monitor', 'started_at']),
    schema.createIndex('monitor_runs_time').on('monitor_runs').column('started_at'),
    schema.createIndex('summaries_trace').on('summaries').column('trace_id'),
  ];
}
