/** Ties datasets to their files and to what collects them. */
import type { Config } from './config.ts';
import type { Outside } from './core/outside.ts';
import { syncDatasetFiles } from './datasets/sync-dataset-files.ts';
import type { DatasetSync } from './datasets/sync-dataset-files.ts';
import { resolvePath } from './resolve-path.ts';
import type { Store } from './store/open-store.ts';

export interface DatasetRoom {
  /** Brings the store in step with the files; a file with a mistake is logged and left out. */
  sync(): Promise<DatasetSync>;
}

export function createDatasetRoom(config: Config, outside: Outside, store: Pick<Store, 'datasets'>): DatasetRoom {
  const folder = resolvePath(config.rootDirectory, config.settings.datasets.directory);
  return {
    async sync() {
      const sync = await syncDatasetFiles(folder, store.datasets, outside.clock.now());
      for (const problem of sync.problems) outside.log.error('a dataset file was left out', { problem });
      return sync;
    },
  };
}
