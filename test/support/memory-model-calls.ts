import type { ModelCallRecord, ModelCallStore } from '../../src/core/model-call-store.ts';

/** Model calls in memory, with the rows to look at. */
export function createMemoryModelCalls(): ModelCallStore & { rows: ModelCallRecord[] } {
  const rows: ModelCallRecord[] = [];
  const sum = (matches: (row: ModelCallRecord) => boolean): number =>
    rows.filter(matches).reduce((total, row) => total + (row.costUsd ?? 0), 0);
  return {
    rows,
    async add(record) {
      rows.push(record);
    },
    spentUsdSince: async (sinceMs) => sum((row) => Date.parse(row.at) >= sinceMs),
    spentUsdOfTrace: async (traceId) => sum((row) => row.traceId === traceId),
  };
}
