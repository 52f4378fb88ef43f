/** The tables of follow-up questions as Kysely sees them; see schema.ts. */
export interface FollowUpTable {
  id: string;
  job_id: string;
  summary_id: string;
  team_id: string;
  channel_id: string;
  thread_ts: string;
  question_ts: string;
  reply_ts: string | null;
  trace_id: string;
  created_at: number;
  /** JSON, perhaps sealed: all of the question and its answer. */
  body: string;
}

export interface FollowUpSchema {
  follow_ups: FollowUpTable;
  follow_up_votes: { follow_up_id: string; user_id: string; value: 'up' | 'down'; updated_at: number };
  follow_up_examples: { follow_up_id: string; dataset: string; item_id: string };
}
