/** A program of its own that opens the store at the address it is given, with its traces in a folder, stores a job and closes: for tests of several at once. */
import { join } from 'node:path';
import { uuidv7 } from 'uuidv7';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { createTestOutside } from './test-outside.ts';

const [, , folder = '', databaseUrl = ''] = process.argv;
const outside = { ...createTestOutside(), newId: () => uuidv7() };
const settings = StoreSettings.parse({
  databaseUrl,
  tracesFile: join(folder, 'traces.db'),
});
const store = await openStore(settings, outside);
await store.jobs.enqueue([{ key: `from ${process.pid}`, kind: 'link', payload: null }]);
await store.close();
