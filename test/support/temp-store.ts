import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Outside } from '../../src/core/outside.ts';
import type { Dialect } from '../../src/store/database.ts';
import { openStore } from '../../src/store/open-store.ts';
import type { Store } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { holdPostgresClock } from './held-postgres-clock.ts';
import { createMigratedDatabase } from './postgres-database.ts';
import { createTestOutside } from './test-outside.ts';
import type { TestOutside } from './test-outside.ts';

export interface TempStore extends AsyncDisposable {
  store: Store;
  outside: TestOutside;
  settings: StoreSettings;
  folder: string;
  /** One more store on the same files, like a second process; closed with this one. */
  openAnother(outside?: Outside): Promise<Store>;
}

/** A store on real SQLite files in a new folder, or in a new PostgreSQL database, with a held clock; all of it goes when it is disposed. */
export async function openTempStore(
  overrides: { dialect?: Dialect; jobs?: Partial<StoreSettings['jobs']> } = {},
): Promise<TempStore> {
  const { dialect = 'sqlite', ...others } = overrides;
  const folder = mkdtempSync(join(tmpdir(), 'gloss-store-'));
  const postgres = dialect === 'postgres' ? await createMigratedDatabase() : null;
  const outside = createTestOutside();
  const heldClock = postgres ? await holdPostgresClock(postgres.url, outside.clock) : null;
  const settings = StoreSettings.parse({
    databaseUrl: postgres?.url ?? join(folder, 'gloss.db'),
    tracesFile: join(folder, 'traces.db'),
    ...others,
  });
  const stores: Store[] = [await openStore(settings, outside)];
  return {
    store: stores[0] as Store,
    outside,
    settings,
    folder,
    async openAnother(other = outside) {
      const store = await openStore(settings, other);
      stores.push(store);
      return store;
    },
    async [Symbol.asyncDispose]() {
      for (const store of stores) await store.close();
      await heldClock?.[Symbol.asyncDispose]();
      await postgres?.[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
