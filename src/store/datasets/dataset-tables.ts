import { sql } from 'kysely';
import type { Compilable, Kysely } from 'kysely';

export function createDatasetTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('datasets')
      .addColumn('name', 'text', (column) => column.primaryKey())
      .addColumn('description', 'text', (column) => column.notNull())
      .addColumn('origin', 'text', (column) => column.notNull().check(sql`origin in ('file', 'store')`))
      .addColumn('version', 'text')
      .addColumn('changes', 'integer', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull()),
    schema
      .createTable('dataset_items')
      .addColumn('dataset', 'text', (column) => column.notNull().references('datasets.name').onDelete('cascade'))
      .addColumn('id', 'text', (column) => column.notNull())
      .addColumn('status', 'text', (column) =>
        column.notNull().check(sql`status in ('active', 'candidate', 'rejected')`),
      )
      .addColumn('url', 'text', (column) => column.notNull())
      .addColumn('query_type', 'text')
      .addColumn('score', 'double precision')
      .addColumn('trace_id', 'text')
      .addColumn('channel_id', 'text')
      .addColumn('tags', 'text', (column) => column.notNull())
      .addColumn('added_by', 'text', (column) => column.notNull())
      .addColumn('added_at', 'bigint', (column) => column.notNull())
      .addColumn('hash', 'text', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('dataset_items_key', ['dataset', 'id']),
    // With the hash in it, so that a version is told without reading the items.
    schema.createIndex('dataset_items_status').on('dataset_items').columns(['dataset', 'status', 'id', 'hash']),
    schema.createIndex('dataset_items_score').on('dataset_items').columns(['dataset', 'status', 'score', 'id']),
    schema.createIndex('dataset_items_added').on('dataset_items').columns(['dataset', 'status', 'added_at', 'id']),
  ];
}
