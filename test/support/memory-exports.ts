import type { ExportRecord, ExportStore } from '../../src/core/dataset-export.ts';

/** Exports kept in a map. */
export function memoryExports(): ExportStore {
  const kept = new Map<string, ExportRecord>();
  return {
    create: async (record) => void kept.set(record.id, record),
    async update(id, change) {
      const record = kept.get(id);
      if (record) kept.set(id, { ...record, ...change });
    },
    get: async (id) => kept.get(id) ?? null,
    list: async (teamId, limit) =>
      [...kept.values()]
        .filter((record) => record.teamId === teamId)
        .reverse()
        .slice(0, limit),
    due: async (now) =>
      [...kept.values()].filter(({ status, expiresAt }) => ['done', 'failed'].includes(status) && expiresAt <= now),
  };
}
