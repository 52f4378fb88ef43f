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
      list: (teamId, { limit, actorId, action, outcome, beforeId }) => {
        const newestFirst = entries.map(toRecord).reverse();
        const from = newestFirst.findIndex(({ id }) => id === beforeId) + 1;
        const found = newestFirst
          .slice(from)
          .filter(
            (entry) =>
              entry.teamId === teamId &&
              (actorId === undefined || entry.actorId === actorId) &&
              (outcome === undefined || entry.outcome === outcome) &&
              (action === undefined || `${entry.action}.`.startsWith(`${action}.`)),
          );
        return Promise.resolve(found.slice(0, limit));
      },
      verify: () => Promise.resolve({ brokenAt: null, count: entries.length, lastHash: null }),
    },
  };
}
