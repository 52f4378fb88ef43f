import type { TraceSearch, TraceSummary } from '../core/analytics.ts';
import type { Report } from './blocks/report.ts';
import { searchReport } from './blocks/traces/search-report.ts';
import type { Asker } from './channel-access.ts';
import type { SlackServices } from './slack-dependencies.ts';

/** Looks traces up and leaves out what the person may not see. @throws AppError as the analytics do. */
export async function searchTraces(
  search: TraceSearch,
  asker: Asker,
  services: Pick<SlackServices, 'analytics' | 'channels'>,
): Promise<Report> {
  const { traces, nextCursor } = await services.analytics.searchTraces(search);
  const visible: TraceSummary[] = [];
  for (const trace of traces) {
    if (await services.channels.maySee(trace, asker)) visible.push(trace);
  }
  return searchReport({ traces: visible, hiddenCount: traces.length - visible.length, nextCursor }, search);
}
