import type { LabelMove } from '../../src/core/prompt-labels.ts';
import type { PromptLabelRecord, PromptStore, PromptVersionRecord } from '../../src/core/prompt-store.ts';

/** Prompt versions and labels in memory, with every label move to look at. */
export function createMemoryPromptStore(): PromptStore & { moves: LabelMove[] } {
  const versions: PromptVersionRecord[] = [];
  const labels = new Map<string, PromptLabelRecord>();
  const moves: LabelMove[] = [];
  const find = (name: string, version: string): PromptVersionRecord | null =>
    versions.find((record) => record.name === name && record.version === version) ?? null;
  return {
    moves,
    async addVersion(record) {
      if (find(record.name, record.version)) return false;
      versions.push(record);
      return true;
    },
    getVersion: async (name, version) => find(name, version),
    async getByLabel(name, label) {
      const pointer = labels.get(`${name} ${label}`);
      const version = pointer ? find(name, pointer.version) : null;
      return pointer && version ? { version, label: pointer } : null;
    },
    async moveLabel({ name, label, version, kind, changedBy, changedAt, reason, expected }) {
      if (!find(name, version)) throw new Error(`no version ${name}@${version}`);
      const current = labels.get(`${name} ${label}`)?.version ?? null;
      const newest = moves.findLast((move) => move.name === name && move.label === label);
      const isSeen = expected?.version === undefined || expected.version === current;
      if (!isSeen || (expected?.moveId !== undefined && expected.moveId !== newest?.id)) {
        return { outcome: 'stale', current };
      }
      if (current === version) return { outcome: 'unchanged', current };
      labels.set(`${name} ${label}`, { name, label, version, updatedBy: changedBy, updatedAt: changedAt });
      const id = moves.length + 1;
      const move: LabelMove = {
        id,
        name,
        label,
        fromVersion: current,
        toVersion: version,
        kind,
        changedBy,
        changedAt,
        reason,
      };
      moves.push(move);
      return { outcome: 'moved', move };
    },
    labelHistory: async (name) => moves.filter((move) => move.name === name).toReversed(),
    list: async () =>
      versions.toReversed().map((record) => ({
        ...record,
        labels: [...labels.values()]
          .filter((label) => label.name === record.name && label.version === record.version)
          .map((label) => label.label),
      })),
  };
}
