import { join } from 'node:path';
import { loadConfig } from '../../src/config.ts';
import type { StoreFiles } from '../../src/store/backup/back-up.ts';
import { isPostgresUrl } from '../../src/store/database-path.ts';
import { storeSettings } from '../../src/wiring/store-settings.ts';

/** Where the settings say the databases are: two files, or a postgres:// address. @throws AppError of the configuration. */
export function storePlace(): StoreFiles | { url: string } {
  const { databaseUrl, tracesFile } = storeSettings(loadConfig(join(import.meta.dirname, '..', '..'), process.env));
  return isPostgresUrl(databaseUrl) ? { url: databaseUrl } : { mainPath: databaseUrl, tracesPath: tracesFile };
}
