/** A score of something that happened in production: of a trace, a summary, a message. */

export interface ScoreRecord {
  /** Deterministic, so that the same score put twice is one. */
  id: string;
  teamId: string | null;
  traceId: string | null;
  summaryId: string | null;
  channelId: string | null;
  /** E.g. `grounding`, `faithfulness`, `sentiment`, `vote`. */
  name: string;
  /** 0 to 1. */
  value: number;
  passed: boolean | null;
  reason: string | null;
  /** What gave it: `monitor:NAME`, `vote`, `sentiment`. */
  origin: string;
  /** When the thing that is scored happened, and when it was scored; milliseconds since the epoch. */
  happenedAt: number;
  scoredAt: number;
}

export interface ScoreWindow {
  name: string;
  fromMs: number;
  toMs: number;
  channelId?: string | undefined;
  origin?: string | undefined;
}

export interface ScoreStore {
  put(records: readonly ScoreRecord[]): Promise<void>;
  /** Scores by when their subject happened, `fromMs <= t < toMs`; avg and min are null where n is 0; `worst` holds at most three, lowest first. */
  window(window: ScoreWindow): Promise<{ n: number; avg: number | null; min: number | null; worst: ScoreRecord[] }>;
  ofTrace(traceId: string): Promise<ScoreRecord[]>;
}
