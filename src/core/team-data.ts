/** What is kept of one workspace, for the day on which all of it goes. */

/** A message that something was made of: of a link of it, or an answer to it. */
export interface TeamMessage {
  channelId: string;
  messageTs: string;
  traceId: string;
}

export interface TeamData {
  /** Groups of jobs that wait or run. */
  waitingGroups(teamId: string): Promise<string[]>;
  /** Sums by hour and day of channels that no other workspace has. Before their links go, by which they are known. @returns how many */
  removeFigures(teamId: string): Promise<number>;
  /** Some of them; none when all are gone. */
  messages(teamId: string): Promise<TeamMessage[]>;
  /** Spans, runs and files of traces. @returns how many spans */
  removeTraces(traceIds: readonly string[]): Promise<number>;
  /** What is left, and that the app was ever there. @returns rows by kind */
  removeRest(teamId: string): Promise<{ scores: number; settings: number; jobs: number }>;
}
