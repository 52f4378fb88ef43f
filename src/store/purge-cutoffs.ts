import type { MainCutoffs } from './purge-main.ts';
import type { TraceCutoffs } from './purge-traces.ts';
import { dayMs } from './rollups.ts';
import type { StoreSettings } from './settings.ts';

export interface PurgeCutoffs {
  traces: TraceCutoffs;
  main: MainCutoffs;
}

/** What is older than its retention time at `nowMs` (milliseconds since the epoch). */
export function purgeCutoffs(settings: StoreSettings, nowMs: number): PurgeCutoffs {
  const before = (days: number): number => nowMs - days * dayMs;
  return {
    traces: { detailMs: before(settings.traceDays), daySumsMs: before(settings.rollupDays) },
    main: {
      inputsMs: before(settings.inputDays),
      schedulesMs: before(settings.scheduleDays),
      scoresMs: before(settings.scoreDays),
    },
  };
}
