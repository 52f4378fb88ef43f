import type { Compilable, Kysely } from 'kysely';

export function createEvalTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('eval_runs')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('started_by', 'text', (column) => column.notNull())
      .addColumn('channel_id', 'text')
      .addColumn('message_ts', 'text')
      .addColumn('dataset', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) => column.notNull())
      .addColumn('params', 'text', (column) => column.notNull())
      .addColumn('prompt_versions', 'text', (column) => column.notNull())
      .addColumn('provider', 'text', (column) => column.notNull())
      .addColumn('model', 'text', (column) => column.notNull())
      .addColumn('git_commit', 'text')
      .addColumn('item_count', 'integer', (column) => column.notNull())
      .addColumn('done_count', 'integer', (column) => column.notNull())
      .addColumn('cost_usd', 'double precision')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('started_at', 'bigint')
      .addColumn('finished_at', 'bigint')
      .addColumn('failure', 'text')
      .addColumn('figures', 'text', (column) => column.notNull()),
    schema.createIndex('eval_runs_team').on('eval_runs').columns(['team_id', 'created_at', 'id']),
    schema.createIndex('eval_runs_dataset').on('eval_runs').columns(['dataset', 'created_at', 'id']),
    schema
      .createTable('eval_results')
      .addColumn('run_id', 'text', (column) => column.notNull().references('eval_runs.id').onDelete('cascade'))
      .addColumn('item_id', 'text', (column) => column.notNull())
      .addColumn('repeat_index', 'integer', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('eval_results_key', ['run_id', 'item_id', 'repeat_index']),
    schema
      .createTable('eval_answers')
      .addColumn('key', 'text', (column) => column.primaryKey())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull()),
    schema.createIndex('eval_answers_created').on('eval_answers').column('created_at'),
  ];
}
