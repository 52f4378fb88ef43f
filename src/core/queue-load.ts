/** How much work waits, and how fast it goes. */
export interface QueueLoad {
  /** Jobs that are due and not begun. */
  waiting: number;
  /** Jobs that were finished lately, and since when they were worked on, in milliseconds since the epoch; null where none was. */
  finished: { count: number; sinceMs: number } | null;
}

export interface QueueLoadStore {
  /** @param latelyMs how far back it looks for finished jobs */
  load(nowMs: number, latelyMs: number): Promise<QueueLoad>;
}
