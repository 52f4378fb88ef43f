export interface ScoreTable {
  id: string;
  team_id: string | null;
  trace_id: string | null;
  summary_id: string | null;
  channel_id: string | null;
  name: string;
  value: number;
  /** 0 or 1. */
  passed: number | null;
  reason: string | null;
  origin: string;
  happened_at: number;
  scored_at: number;
}

export interface ScoreOutboxTable {
  id: string;
  token: string;
  /** JSON. */
  body: string;
  at: number;
}

export interface ScoreSchema {
  scores: ScoreTable;
  /** On their way to another program. */
  score_outbox: ScoreOutboxTable;
}
