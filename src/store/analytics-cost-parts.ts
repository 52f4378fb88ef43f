import type { AnalyticsWindow, CostGroup, CostPart } from '../core/analytics.ts';
import { partOfStage } from '../core/run-part.ts';
import type { Cell, CellReader } from './analytics-cells.ts';
import type { Work } from './database.ts';

/**
 * Money and time of asking models, of fetching, and of everything else. Money is spent on models alone: fetching and posting have no price.
 * Time is that of the spans, so stages that run side by side count each; what is left of the runs is `other`.
 * @param total of the calls in the window
 */
export function* readCostParts(cells: CellReader, window: AnalyticsWindow, total: CostGroup): Work<CostPart[]> {
  const free = { usd: 0, unknownCostCalls: 0 };
  const llm = { part: 'llm' as const, usd: total.usd, unknownCostCalls: total.unknownCostCalls, count: total.calls };
  // Only the stages that ask a model have one, so a window of one model has no other times.
  if (window.model !== undefined) {
    return [
      { ...llm, durationMs: null, share: null },
      { part: 'fetch', ...free, count: null, durationMs: null, share: null },
      { part: 'other', ...free, count: null, durationMs: null, share: null },
    ];
  }
  const stages = yield* cells.read({ kind: 'STAGE', window, bucket: null, groupBy: ['name'] });
  const runs = yield* cells.read({ kind: 'RUN', window, bucket: null, groupBy: [] });
  const asked = stages.filter(({ name }) => partOfStage(name) === 'llm');
  const fetched = stages.filter(({ name }) => partOfStage(name) === 'fetch');
  const fetchMs = timeOf(fetched);
  const llmMs = Math.max(0, timeOf(asked) - timeOf(fetched.filter(({ name }) => name === 'fetch_source')));
  const otherMs = Math.max(0, timeOf(runs) - llmMs - fetchMs);
  const allMs = llmMs + fetchMs + otherMs;
  const time = (durationMs: number): Pick<CostPart, 'durationMs' | 'share'> => ({
    durationMs,
    share: allMs === 0 ? null : durationMs / allMs,
  });
  return [
    { ...llm, ...time(llmMs) },
    { part: 'fetch', ...free, count: fetched.reduce((sum, { n }) => sum + n, 0), ...time(fetchMs) },
    { part: 'other', ...free, count: null, ...time(otherMs) },
  ];
}

function timeOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, { total }) => sum + total, 0);
}
