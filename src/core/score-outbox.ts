/** Scores on their way to another program, kept until they were sent, so that a restart loses none. */
export interface WaitingScore {
  /** Of the score: a newer one takes the place of an older one. */
  id: string;
  /** Of this form of it: whoever sent an older form does not take a newer one away. */
  token: string;
  /** JSON. */
  body: string;
  /** Milliseconds since the epoch. */
  at: number;
}

export interface ScoreOutbox {
  put(scores: readonly WaitingScore[]): Promise<void>;
  /** The newest `limit`, the oldest of them first. */
  list(limit: number): Promise<WaitingScore[]>;
  /** Of these tokens, those whose form still waits. */
  waiting(tokens: readonly string[]): Promise<ReadonlySet<string>>;
  /** What was sent, or given up. */
  remove(tokens: readonly string[]): Promise<void>;
}
