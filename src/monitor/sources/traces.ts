import { z } from 'zod';
import type { SourceItem } from '../item.ts';
import type { MonitorSource } from '../plugins.ts';

const pageSize = 200;
const Params = z.strictObject({
  names: z.array(z.string().min(1)).min(1).default(['summarize_link.run', 'resummarize.run']),
  /** `any`: also runs that gave no summary. */
  outcome: z.enum(['summarized', 'failed', 'any']).default('summarized'),
  channels: z.array(z.string().min(1)).default([]),
});

export const traces: MonitorSource<z.infer<typeof Params>> = {
  id: 'traces',
  summary: 'runs of this installation, by their traces',
  params: Params,
  gives: 'trace',
  async fetch({ params, window, limit, signal }, { analytics }) {
    const items: SourceItem[] = [];
    let cursor: string | undefined;
    do {
      signal.throwIfAborted();
      const page = await analytics.searchTraces({ ...window, limit: pageSize, cursor });
      for (const trace of page.traces) {
        const isWanted =
          params.names.includes(trace.name) &&
          (params.outcome === 'any' || trace.outcome === params.outcome) &&
          (params.channels.length === 0 || params.channels.includes(trace.channel ?? ''));
        if (isWanted) items.push({ id: trace.traceId, happenedAt: trace.startMs, data: { kind: 'trace', trace } });
      }
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined && items.length < limit);
    return items.slice(0, limit);
  },
};
