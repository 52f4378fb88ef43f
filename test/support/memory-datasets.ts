import { createHash } from 'node:crypto';
import { datasetNamePattern } from '../../src/core/dataset.ts';
import type { Dataset, DatasetItem, DatasetStore } from '../../src/core/dataset.ts';
import { AppError } from '../../src/core/errors.ts';
import type { Outside } from '../../src/core/outside.ts';
import { createTestOutside } from './test-outside.ts';

type Kept = Pick<Dataset, 'name' | 'description' | 'origin' | 'updatedAt'> & { items: Map<string, DatasetItem> };

/** Datasets kept in maps; held to the same contract as the store's. */
export function memoryDatasets(outside: Pick<Outside, 'clock'> = createTestOutside()): DatasetStore {
  const kept = new Map<string, Kept>();
  const byId = (a: DatasetItem, b: DatasetItem): number => (a.id < b.id ? -1 : 1);
  const itemsOf = (name: string): DatasetItem[] => [...(kept.get(name)?.items.values() ?? [])].sort(byId);
  const touch = (name: string): void => {
    const dataset = kept.get(name);
    if (dataset) dataset.updatedAt = outside.clock.now();
  };
  const toDataset = ({ name, description, origin, updatedAt }: Kept): Dataset => {
    const active = itemsOf(name).filter(({ status }) => status === 'active');
    const seen = active.map((item) => ({
      ...item,
      addedBy: '',
      addedAt: 0,
      score: null,
      traceId: null,
      channelId: null,
      notes: null,
    }));
    return {
      name,
      description,
      origin,
      updatedAt,
      version: createHash('sha256').update(JSON.stringify(seen)).digest('hex').slice(0, 12),
      itemCount: active.length,
      candidateCount: itemsOf(name).filter(({ status }) => status === 'candidate').length,
    };
  };
  const remove = (name: string, ids: readonly string[]): number => {
    const removed = ids.filter((id) => kept.get(name)?.items.delete(id) === true).length;
    if (removed > 0) touch(name);
    return removed;
  };

  return {
    async ensure({ name, description, origin }) {
      if (!datasetNamePattern.test(name)) throw new AppError({ code: 'bad_dataset_name', message: name });
      const known = kept.get(name) ?? { name, updatedAt: outside.clock.now(), items: new Map<string, DatasetItem>() };
      const dataset = { ...known, description, origin };
      kept.set(name, dataset);
      return toDataset(dataset);
    },
    async get(name) {
      const dataset = kept.get(name);
      return dataset ? toDataset(dataset) : null;
    },
    list: async () => [...kept.values()].map(toDataset).sort((a, b) => (a.name < b.name ? -1 : 1)),
    async put(name, items) {
      const dataset = kept.get(name);
      if (!dataset) throw new AppError({ code: 'unknown_dataset', message: name });
      const added = items.filter(({ id }) => !dataset.items.has(id)).length;
      for (const item of items) dataset.items.set(item.id, { ...item, tags: item.tags.toSorted() });
      touch(name);
      return { added, replaced: items.length - added };
    },
    getItem: async (name, id) => kept.get(name)?.items.get(id) ?? null,
    async items(name, filter) {
      const {
        status,
        tags = [],
        minScore,
        maxScore,
        queryType,
        channelIds,
        fromMs,
        toMs,
        order,
        limit,
        afterId,
      } = filter;
      const found = itemsOf(name).filter(
        (item) =>
          (status === undefined || item.status === status) &&
          tags.every((tag) => item.tags.includes(tag)) &&
          (minScore === undefined || (item.score !== null && item.score >= minScore)) &&
          (maxScore === undefined || (item.score !== null && item.score <= maxScore)) &&
          (queryType === undefined || item.queryType === queryType) &&
          (channelIds === undefined || item.channelId === null || channelIds.includes(item.channelId)) &&
          (fromMs === undefined || item.addedAt >= fromMs) &&
          (toMs === undefined || item.addedAt < toMs) &&
          (afterId === undefined || item.id > afterId),
      );
      if (order === 'score') found.sort((a, b) => (b.score ?? -1) - (a.score ?? -1) || byId(a, b));
      if (order === 'newest') found.sort((a, b) => b.addedAt - a.addedAt || byId(a, b));
      return found.slice(0, limit);
    },
    async setStatus(name, id, from, to) {
      const item = kept.get(name)?.items.get(id);
      if (item?.status !== from) return false;
      kept.get(name)?.items.set(id, { ...item, status: to });
      touch(name);
      return true;
    },
    removeOfSummary: async (summaryId) =>
      [...kept.keys()].reduce((sum, name) => {
        const ids = itemsOf(name).map(({ id }) => id);
        return (
          sum +
          remove(
            name,
            ids.filter((id) => id.startsWith(`${summaryId}.`)),
          )
        );
      }, 0),
    remove: async (name, ids) => remove(name, ids),
  };
}
