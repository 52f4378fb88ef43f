import type { AuditEntry, AuditLog, AuditRecord } from '../../src/core/audit.ts';

/** Keeps what was recorded, without the chain, which is the store's. */
export function memoryAudit(): { entries: AuditEntry[]; log: AuditLog } {
  const entries: AuditEntry[] = [];
  const toRecord = (entry: AuditEntry, index: number): AuditRecord => ({
    ...entry,
    id: `audit-${index}`,
    at: 0,
    hash: '',
  });
  return {
    entries,
    log: {
      record: (entry) => Promise.resolve(toRecord(entry, entries.push(entry) - 1)),
      list: (teamId, { limit }) =>
        Promise.resolve(
          entries
            .map(toRecord)
            .filter((entry) => entry.teamId === teamId)
            .reverse()
            .slice(0, limit),
        ),
      verify: () => Promise.resolve({ brokenAt: null, count: entries.length }),
    },
  };
}
