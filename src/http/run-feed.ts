/** Finished runs as they are stored, for the live stream and the counters. */
import type { Log } from '../core/outside.ts';
import { isLive } from '../core/span-row.ts';

/** What is read of a stored span. */
export interface FinishedSpan {
  traceId: string;
  parentSpanId: string | null;
  name: string;
  startMs: number;
  durationMs: number;
  status: 'ok' | 'error';
  errorType: string | null;
  costUsd: number | null;
  attributes: Readonly<Record<string, unknown>>;
}

export interface FinishedRun {
  /** Of the feed; each run has its own and later ones are greater. */
  number: number;
  span: FinishedSpan;
  /** In another process: told to readers, counted there. */
  isElsewhere: boolean;
}

export interface RunFeed {
  /** Takes a batch of spans as it was stored and tells the runs among them: root spans, one for each attempt. */
  publish(spans: readonly FinishedSpan[], isElsewhere?: boolean): void;
  /** @returns what ends it */
  subscribe(listener: (run: FinishedRun) => void): () => void;
  /** The kept runs after `number`; `isComplete` is false where some were dropped already. */
  since(number: number): { runs: readonly FinishedRun[]; isComplete: boolean };
}

export function createRunFeed(bufferedRuns: number, log: Log): RunFeed {
  const kept: FinishedRun[] = [];
  const listeners = new Set<(run: FinishedRun) => void>();
  let last = 0;

  /** What listens must not stand in the way of what stores. */
  function tell(run: FinishedRun): void {
    for (const listener of listeners) {
      try {
        listener(run);
      } catch (error) {
        log.error('a finished run could not be told', { traceId: run.span.traceId, error });
      }
    }
  }

  return {
    publish(spans, isElsewhere = false) {
      for (const span of spans) {
        if (span.parentSpanId !== null || !isLive(span)) continue;
        last += 1;
        const run = { number: last, span, isElsewhere };
        kept.push(run);
        if (kept.length > bufferedRuns) kept.shift();
        tell(run);
      }
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    since(number) {
      const runs = kept.filter((run) => run.number > number);
      const isComplete = number <= last && number >= last - kept.length;
      return { runs, isComplete };
    },
  };
}
