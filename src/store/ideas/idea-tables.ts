import type { Compilable, Kysely } from 'kysely';

export interface IdeaTable {
  id: string;
  summary_id: string;
  team_id: string;
  channel_id: string;
  theme: string;
  /** Place in its summary, from 0. */
  position: number;
  claimed_by: string | null;
  created_at: number;
  /** Perhaps sealed. */
  body: string;
}

export interface IdeaSchema {
  ideas: IdeaTable;
  idea_votes: { idea_id: string; user_id: string };
}

/** Migration `0022_ideas`. */
export function createIdeaTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('ideas')
      .addColumn('id', 'text', (column) => column.primaryKey())
      .addColumn('summary_id', 'text', (column) => column.notNull().references('summaries.id').onDelete('cascade'))
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .addColumn('theme', 'text', (column) => column.notNull())
      .addColumn('position', 'integer', (column) => column.notNull())
      .addColumn('claimed_by', 'text')
      .addColumn('created_at', 'bigint', (column) => column.notNull())
      .addColumn('body', 'text', (column) => column.notNull()),
    schema.createIndex('ideas_summary').on('ideas').columns(['summary_id', 'position']),
    schema.createIndex('ideas_board').on('ideas').columns(['team_id', 'theme', 'created_at']),
    schema
      .createTable('idea_votes')
      .addColumn('idea_id', 'text', (column) => column.notNull().references('ideas.id').onDelete('cascade'))
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('idea_votes_key', ['idea_id', 'user_id']),
  ];
}
