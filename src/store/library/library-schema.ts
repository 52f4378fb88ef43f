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
  /** Tells pages apart; the address itself, which may hold a secret, stands with the summary alone. */
  page: string;
  site: string;
  requested_by: string;
  created_at: number;
  /** JSON, perhaps sealed: title, tldr, themes. */
  body: string;
}

/** With the address of its page, from its summary. */
export interface LinkRow extends LinkTable {
  canonical_url: string;
}

export interface LibrarySchema {
  links: LinkTable;
}
