import { sql } from 'kysely';
import type { Compilable, Kysely } from 'kysely';

/** Migration `0021_follow_ups`. */
export function createFollowUpTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('follow_ups')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('job_id', 'text', (column) => column.notNull())
      .addColumn('summary_id', 'text', (column) => column.notNull())
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .addColumn('thread_ts', 'text', (column) => column.notNull())
      .addColumn('question_ts', 'text', (column) => column.notNull())
      .addColumn('reply_ts', 'text')
      .addColumn('trace_id', 'text', (column) => column.notNull())
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull()),
    schema.createIndex('follow_ups_job').on('follow_ups').column('job_id'),
    schema.createIndex('follow_ups_summary').on('follow_ups').column('summary_id'),
    schema.createIndex('follow_ups_channel').on('follow_ups').columns(['team_id', 'channel_id', 'created_at']),
    schema
      .createTable('follow_up_votes')
      .addColumn('follow_up_id', 'text', (column) => column.notNull().references('follow_ups.id').onDelete('cascade'))
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('value', 'text', (column) => column.notNull().check(sql`value in ('up', 'down')`))
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('follow_up_votes_key', ['follow_up_id', 'user_id']),
    schema
      .createTable('follow_up_examples')
      .addColumn('follow_up_id', 'text', (column) => column.notNull().references('follow_ups.id').onDelete('cascade'))
      .addColumn('dataset', 'text', (column) => column.notNull())
      .addColumn('item_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('follow_up_examples_key', ['follow_up_id', 'dataset', 'item_id']),
  ];
}
