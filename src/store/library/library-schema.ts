/** The tables of the library as Kysely sees them; see schema.ts. */
export interface LinkTable {
  /** Also the row of its words in the full-text index. */
  number: number;
  summary_id: string;
  team_id: string;
  channel_id: string;
  message_ts: string;
  thread_ts: string;
  reply_ts: string | null;
  canonical_url: string;
  site: string;
  requested_by: string;
  created_at: number;
  /** JSON, perhaps sealed: title, tldr, themes. */
  body: string;
}

export interface LibrarySchema {
  links: LinkTable;
}
