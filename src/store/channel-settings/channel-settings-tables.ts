import type { Compilable, Kysely } from 'kysely';

export interface ChannelSettingsSchema {
  channel_settings: {
    team_id: string;
    channel_id: string;
    /** JSON: ChannelSettings. */
    settings: string;
    /** `off` or the rhythm. */
    digest: string;
    updated_by: string;
    updated_at: number;
  };
  muted_sites: { team_id: string; channel_id: string; site: string; muted_by: string; muted_at: number };
  opted_out_people: { team_id: string; user_id: string; at: number };
  link_reactions: { summary_id: string; user_id: string; emoji: string };
}

/** Migration `0023_channel_settings`. */
export function createChannelSettingsTables({ schema }: Kysely<never>): Compilable[] {
  return [
    schema
      .createTable('channel_settings')
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .addColumn('settings', 'text', (column) => column.notNull())
      .addColumn('digest', 'text', (column) => column.notNull())
      .addColumn('updated_by', 'text', (column) => column.notNull())
      .addColumn('updated_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('channel_settings_key', ['team_id', 'channel_id']),
    schema
      .createTable('muted_sites')
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('channel_id', 'text', (column) => column.notNull())
      .addColumn('site', 'text', (column) => column.notNull())
      .addColumn('muted_by', 'text', (column) => column.notNull())
      .addColumn('muted_at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('muted_sites_key', ['team_id', 'channel_id', 'site']),
    schema
      .createTable('opted_out_people')
      .addColumn('team_id', 'text', (column) => column.notNull())
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('at', 'bigint', (column) => column.notNull())
      .addPrimaryKeyConstraint('opted_out_people_key', ['team_id', 'user_id']),
    schema
      .createTable('link_reactions')
      .addColumn('summary_id', 'text', (column) => column.notNull().references('summaries.id').onDelete('cascade'))
      .addColumn('user_id', 'text', (column) => column.notNull())
      .addColumn('emoji', 'text', (column) => column.notNull())
      .addPrimaryKeyConstraint('link_reactions_key', ['summary_id', 'user_id', 'emoji']),
    schema.createIndex('summaries_reply').on('summaries').columns(['team_id', 'channel_id', 'reply_ts']),
  ];
}
