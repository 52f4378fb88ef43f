import type { Compilable, Kysely } from 'kysely';

/** Why a thumb went down, and the indexes by which summaries become items. */
export function createCollectingTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('feedback_reasons')
      .addColumn('summary_id', 'text', (column) => column.notNull().references('summaries.id').onDelete('cascade'))
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('feedback_reasons_key', ['summary_id', 'user_id']),
    schema.createIndex('dataset_items_id').on('dataset_items').column('id'),
    schema.createIndex('summaries_updated').on('summaries').columns(['updated_at', 'id']),
    schema.createIndex('summaries_thread').on('summaries').columns(['team_id', 'channel_id', 'thread_ts']),
  ];
}
