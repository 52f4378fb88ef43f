import { createHash } from 'node:crypto';
import { datasetItemIdPattern, datasetNamePattern } from '../core/dataset.ts';
import type { Dataset, DatasetItem, DatasetItemFilter, DatasetItemStatus, DatasetStore } from '../core/dataset.ts';
import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import type { StoredSummary } from '../core/ports.ts';
import { nearest } from '../core/read-settings.ts';
import { canonicalUrl } from '../core/url.ts';
import { DatasetFileItem, parseDatasetFile, toDatasetItem } from './dataset-file.ts';
import { createStatsCounter } from './dataset-stats.ts';
import type { DatasetStats } from './dataset-stats.ts';
import { eachItem } from './each-item.ts';
import { itemOfSummary } from './item-of-summary.ts';
import type { ItemLabels, Redact } from './item-of-summary.ts';
import type { DatasetSync } from './sync-dataset-files.ts';

export interface DatasetChange {
  dataset: Dataset;
  added: number;
  replaced: number;
}

/** What people give with an item. */
export type GivenLabels = Pick<ItemLabels, 'slackText' | 'expectedTheme' | 'tags' | 'notes'>;

/** Datasets for people: every change names who made it. */
export interface DatasetDesk {
  list(): Promise<Dataset[]>;
  /** @throws AppError `unknown_dataset` with the nearest right name. */
  find(name: string): Promise<Dataset>;
  items(name: string, filter: DatasetItemFilter): Promise<DatasetItem[]>;
  /** @throws AppError `unknown_item`. */
  item(name: string, id: string): Promise<DatasetItem>;
  /** Summaries as active items, whose summary becomes the reference answer; the dataset is made where it is not there. */
  addSummaries(
    name: string,
    summaries: readonly { summary: StoredSummary; labels: GivenLabels }[],
    by: string,
  ): Promise<DatasetChange>;
  /** A page that nobody has summarized: it is read when an eval needs it. @throws AppError `bad_arguments`. */
  addPage(name: string, url: string, labels: GivenLabels, by: string): Promise<DatasetChange>;
  /** @throws AppError `bad_dataset_file`. */
  importJson(name: string, fileName: string, json: string, by: string): Promise<DatasetChange>;
  /** Reads the files of data/datasets again. */
  sync(): Promise<DatasetSync>;
  /** @throws AppError `stale_candidate` where somebody was faster. */
  decide(name: string, id: string, to: Exclude<DatasetItemStatus, 'candidate'>): Promise<DatasetItem>;
  stats(name: string): Promise<DatasetStats>;
  /** A deleted message takes its items with it. @returns how many */
  forget(summaryIds: readonly string[]): Promise<number>;
}

export interface DatasetDeskDeps {
  store: DatasetStore;
  sync: () => Promise<DatasetSync>;
  redact: Redact;
  outside: Pick<Outside, 'clock' | 'newId'>;
}

export function createDatasetDesk({ store, sync, redact, outside }: DatasetDeskDeps): DatasetDesk {
  async function find(name: string): Promise<Dataset> {
    const dataset = datasetNamePattern.test(name) ? await store.get(name) : null;
    if (dataset) return dataset;
    const known = (await store.list()).map((one) => one.name);
    throw new AppError({
      code: 'unknown_dataset',
      message: `There is no dataset "${name}".${nearest(name, known)}`,
      hint: `There ${known.length === 1 ? 'is' : 'are'} ${known.join(', ') || 'none yet'}.`,
    });
  }

  async function put(name: string, items: readonly DatasetItem[]): Promise<DatasetChange> {
    const known = datasetNamePattern.test(name) ? await store.get(name) : null;
    if (known === null) await store.ensure({ name, description: 'Made in Slack.', origin: 'store' });
    const { added, replaced } = await store.put(name, items);
    return { dataset: await find(name), added, replaced };
  }

  return {
    list: () => store.list(),
    find,
    items: (name, filter) => store.items(name, filter),
    async item(name, id) {
      await find(name);
      const item = datasetItemIdPattern.test(id) ? await store.getItem(name, id) : null;
      if (item) return item;
      throw new AppError({
        code: 'unknown_item',
        message: `${name} has no item "${id.slice(0, 80)}".`,
        hint: `See /dataset show ${name}.`,
      });
    },
    addSummaries(name, summaries, by) {
      const made = { status: 'active', addedBy: by, addedAt: outside.clock.now(), isGood: true } as const;
      return put(
        name,
        summaries.map(({ summary, labels }) => itemOfSummary(summary, { ...labels, ...made }, redact)),
      );
    },
    addPage(name, url, { slackText, expectedTheme, tags, notes }, by) {
      const given = redact({ url, slackText: slackText ?? url, expectedTheme, notes });
      const item = DatasetFileItem.safeParse({ ...(given as object), id: pageItemId(url), tags });
      if (!item.success) {
        const [problem] = item.error.issues;
        throw new AppError({
          code: 'bad_arguments',
          message: `That cannot be an item: ${problem?.path.join('.') ?? ''} ${problem?.message ?? ''}.`,
          hint: 'An item needs the address of a page; tags are lower case words.',
        });
      }
      return put(name, [toDatasetItem(item.data, by, outside.clock.now())]);
    },
    importJson(name, fileName, json, by) {
      const { items } = parseDatasetFile(fileName, json);
      const now = outside.clock.now();
      return put(
        name,
        items.map((item) => toDatasetItem(withRedacted(item, redact), by, now)),
      );
    },
    sync,
    async decide(name, id, to) {
      if (await store.setStatus(name, id, 'candidate', to)) {
        const item = await store.getItem(name, id);
        if (item) return item;
      }
      throw new AppError({
        code: 'stale_candidate',
        message: 'This candidate was decided already, or it is gone.',
        hint: `See what still waits with /dataset review ${name}.`,
      });
    },
    async stats(name) {
      await find(name);
      const counter = createStatsCounter();
      for await (const item of eachItem(store, name, {})) counter.add(item);
      return counter.result();
    },
    async forget(summaryIds) {
      let removed = 0;
      for (const id of summaryIds) removed += await store.removeOfSummary(id);
      return removed;
    },
  };
}

/** The same page again is the same item, in its newest form. */
function pageItemId(url: string): string {
  return `page-${createHash('sha256')
    .update(canonicalUrl(url) ?? url)
    .digest('hex')
    .slice(0, 24)}`;
}

/** Everything but the id, by which the item is found again. */
function withRedacted({ id, ...texts }: DatasetFileItem, redact: Redact): DatasetFileItem {
  return { ...(redact(texts) as Omit<DatasetFileItem, 'id'>), id };
}
