import type { Compilable, Kysely } from 'kysely';

export function createBaselineTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('baselines')
      .addColumn('dataset', 'text', (column) => column.notNull())
      .addColumn('tag', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('saved_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('baselines_key', ['dataset', 'tag']),
    schema.createIndex('baselines_saved').on('baselines').columns(['saved_at', 'dataset', 'tag']),
    schema.createIndex('baselines_run').on('baselines').column('run_id'),
    schema
      .createTable('promoted_baselines')
      .addColumn('dataset', 'text', (column) => column.primaryKey())
      .addColumn('tag', 'text')
      .addColumn('moved_by', 'text', (column) => column.notNull())
      .addColumn('moved_at', 'bigint', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addForeignKeyConstraint('promoted_baselines_tag', ['dataset', 'tag'], 'baselines', ['dataset', 'tag']),
    schema
      .createTable('promotions')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('dataset', 'text', (column) => column.notNull())
      .addColumn('run_id', 'text', (column) => column.notNull())
      .addColumn('revision', 'integer', (column) => column.notNull())
      .addColumn('undone_at', 'bigint')
      .addColumn('body', 'text', (column) => column.notNull()),
    // A revision is reached once, so the order of promotions is that of their revisions.
    schema.createIndex('promotions_dataset').on('promotions').columns(['dataset', 'revision']).unique(),
    schema.createIndex('promotions_run').on('promotions').columns(['run_id', 'revision']),
    schema
      .createTable('eval_verdicts')
      .addColumn('run_id', 'text', (column) => column.primaryKey())
      .addColumn('dataset', 'text', (column) => column.notNull())
      .addColumn('decided_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull()),
    schema.createIndex('eval_verdicts_time').on('eval_verdicts').columns(['decided_at', 'run_id']),
  ];
}
