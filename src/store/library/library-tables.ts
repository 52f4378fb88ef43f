import type { Compilable, Kysely } from 'kysely';

/** Migration `0020_library`. */
export function createLibraryTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('links')
      .addColumn('number', 'integer', (column) => column.primaryKey().autoIncrement())
      .addColumn('summary_id', 'text', (column) =>
        column.notNull().unique().references('summaries.id').onDelete('cascade'),
      )
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .addColumn('message_ts', 'text', (column) => column.notNull())
      .addColumn('thread_ts', 'text', (column) => column.notNull())
      .addColumn('reply_ts', 'text')
      .addColumn('page', 'text', (column) => column.notNull())
      .addColumn('site', 'text', (column) => column.notNull())
      .addColumn('requested_by', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull()),
    schema.createIndex('links_channel').on('links').columns(['team_id', 'channel_id', 'created_at']),
    schema.createIndex('links_page').on('links').columns(['team_id', 'page', 'created_at']),
    schema.createIndex('links_thread').on('links').columns(['team_id', 'channel_id', 'thread_ts']),
    schema.createIndex('summaries_message').on('summaries').columns(['team_id', 'channel_id', 'message_ts']),
  ];
}
