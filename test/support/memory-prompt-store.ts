import type { PromptLabelRecord, PromptStore, PromptVersionRecord } from '../../src/core/prompt-store.ts';

/** Prompt versions and labels in memory, with every label move to look at. */
export function createMemoryPromptStore(): PromptStore & { moves: PromptLabelRecord[] } {
  const versions: PromptVersionRecord[] = [];
  const labels = new Map<string, PromptLabelRecord>();
  const moves: PromptLabelRecord[] = [];
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
    async setLabel(record) {
      if (!find(record.name, record.version)) throw new Error(`no version ${record.name}@${record.version}`);
      labels.set(`${record.name} ${record.label}`, record);
      moves.push(record);
    },
    list: async () =>
      versions.toReversed().map((record) => ({
        ...record,
        labels: [...labels.values()]
          .filter((label) => label.name === record.name && label.version === record.version)
          .map((label) => label.label),
      })),
  };
}
