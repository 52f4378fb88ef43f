import type { StopCall } from './run-until-stopped.ts';

/** The process that the program runs in, as far as it looks at it. */
export interface Host {
  /** Memory that the process takes, its threads included. */
  rssBytes: () => number;
  /** What its container may take; null where it is in none, or without a limit. */
  allowedBytes: () => number | null;
  /** Asks for an orderly stop. */
  stop(call: StopCall): void;
}

/** More than any machine has: how "no limit" looks in some containers. */
const noLimitBytes = 2 ** 50;

export function createHost(process: NodeJS.Process, stop: Host['stop']): Host {
  return {
    rssBytes: () => process.memoryUsage.rss(),
    allowedBytes() {
      const bytes = process.constrainedMemory();
      return bytes === 0 || bytes > noLimitBytes ? null : bytes;
    },
    stop,
  };
}
