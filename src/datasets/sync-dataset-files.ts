import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { datasetNamePattern } from '../core/dataset.ts';
import type { DatasetItem, DatasetStore } from '../core/dataset.ts';
import { toAppError } from '../core/errors.ts';
import { eachItem } from './each-item.ts';
import { parseDatasetFile, toDatasetItem, toFileItem } from './dataset-file.ts';

export interface SyncedDataset {
  name: string;
  added: number;
  changed: number;
  removed: number;
}

export interface DatasetSync {
  datasets: SyncedDataset[];
  /** One for each file that could not be taken; the others were. */
  problems: string[];
}

/**
 * Brings the store in step with `*.json` of a folder. What people added in Slack stays; what a file no longer has goes.
 * A folder that is not there holds nothing.
 */
export async function syncDatasetFiles(folder: string, store: DatasetStore, now: number): Promise<DatasetSync> {
  const sync: DatasetSync = { datasets: [], problems: [] };
  for (const fileName of await namesOf(folder)) {
    const name = fileName.replace(/\.json$/, '');
    if (!datasetNamePattern.test(name)) {
      sync.problems.push(
        `${fileName}: a dataset's file has at most 64 lower case letters, digits, - and _ before .json.`,
      );
      continue;
    }
    try {
      const file = parseDatasetFile(fileName, await readFile(join(folder, fileName), 'utf8'));
      await store.ensure({ name, description: file.description, origin: 'file' });
      const items = file.items.map((item) => toDatasetItem(item, 'file', now));
      sync.datasets.push({ name, ...(await syncItems(name, items, store)) });
    } catch (thrown) {
      sync.problems.push(toAppError(thrown).message);
    }
  }
  return sync;
}

async function syncItems(
  name: string,
  items: readonly DatasetItem[],
  store: DatasetStore,
): Promise<Omit<SyncedDataset, 'name'>> {
  const given = new Map(items.map((item) => [item.id, item]));
  const gone: string[] = [];
  const changed: DatasetItem[] = [];
  for await (const stored of eachItem(store, name, {})) {
    const item = given.get(stored.id);
    given.delete(stored.id);
    if (item === undefined) {
      if (stored.addedBy === 'file') gone.push(stored.id);
    } else if (contentOf(stored) !== contentOf(item) || stored.status !== 'active') {
      changed.push({ ...item, addedAt: stored.addedAt });
    }
  }
  const added = [...given.values()];
  if (added.length + changed.length > 0) await store.put(name, [...added, ...changed]);
  const removed = gone.length > 0 ? await store.remove(name, gone) : 0;
  return { added: added.length, changed: changed.length, removed };
}

function contentOf(item: DatasetItem): string {
  return JSON.stringify(toFileItem({ ...item, tags: item.tags.toSorted() }));
}

async function namesOf(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith('.json')).sort();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}
