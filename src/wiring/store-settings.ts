import type { Config } from '../config.ts';
import { isPostgresUrl, parseDatabasePath } from '../store/database-path.ts';
import type { StoreSettings } from '../store/settings.ts';
import { resolvePath } from './resolve-path.ts';

/** The store's settings with its files as seen from the folder of the configuration. @throws AppError `database_unsupported`. */
export function storeSettings({ settings, rootDirectory }: Pick<Config, 'settings' | 'rootDirectory'>): StoreSettings {
  const { store } = settings;
  return {
    ...store,
    databaseUrl: isPostgresUrl(store.databaseUrl)
      ? store.databaseUrl
      : resolvePath(rootDirectory, parseDatabasePath(store.databaseUrl)),
    tracesFile: resolvePath(rootDirectory, store.tracesFile),
  };
}
