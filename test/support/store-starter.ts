/** A program of its own that opens the store in the folder it is given, stores a job and closes: for tests of several at once. */
import { join } from 'node:path';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { createTestOutside } from './test-outside.ts';

const folder = process.argv[2] ?? '';
const outside = { ...createTestOutside(), newId: () => `id-${process.pid}` };
const settings = StoreSettings.parse({
  databaseUrl: join(folder, 'gloss.db'),
  tracesFile: join(folder, 'traces.db'),
});
const store = await openStore(settings, outside);
await store.jobs.enqueue([{ key: `from ${process.pid}`, kind: 'link', payload: null }]);
await store.close();
