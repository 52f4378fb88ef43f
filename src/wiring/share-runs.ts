/** The live stream of one process tells of the runs of all. */
import type { News } from '../core/news.ts';
import type { FinishedSpan, RunFeed } from '../http/run-feed.ts';

/** What the stream tells of a run, so that it stays short. */
const toldAttributes = ['purpose', 'outcome', 'channel', 'user', 'url'];

export function shareRuns(runs: RunFeed, news: News): void {
  runs.subscribe(({ span, isElsewhere }) => {
    if (isElsewhere) return;
    const { traceId, parentSpanId, name, startMs, durationMs, status, errorType, costUsd } = span;
    const attributes = Object.fromEntries(
      Object.entries(span.attributes).filter(([key]) => toldAttributes.includes(key)),
    );
    const told: FinishedSpan = {
      traceId,
      parentSpanId,
      name,
      startMs,
      durationMs,
      status,
      errorType,
      costUsd,
      attributes,
    };
    news.tell('run', JSON.stringify(told));
  });
  news.hear('run', (text) => runs.publish([JSON.parse(text) as FinishedSpan], true));
}
