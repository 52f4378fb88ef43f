import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';
import { resolvePath } from '../../src/wiring/resolve-path.ts';
import type { StoreFiles } from '../../src/store/backup/back-up.ts';
import { parseDatabasePath } from '../../src/store/database-path.ts';

/** Where the settings say the databases are. @throws AppError of the configuration. */
export function storeFiles(): StoreFiles {
  const root = join(import.meta.dirname, '..', '..');
  const { store } = loadConfig(root, process.env).settings;
  return {
    mainPath: resolvePath(root, parseDatabasePath(store.databaseUrl)),
    tracesPath: resolvePath(root, store.tracesFile),
  };
}
