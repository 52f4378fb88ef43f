/** A program of its own that adds rows to the audit log of the store it is given: for tests of several at once. */
import { randomUUID } from 'node:crypto';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { createTestOutside } from './test-outside.ts';

const [databaseUrl, tracesFile, actorId = '', count = '0'] = process.argv.slice(2);
const settings = StoreSettings.parse({ databaseUrl, tracesFile });
const store = await openStore(settings, { ...createTestOutside(), newId: () => randomUUID() });
for (let index = 0; index < Number(count); index += 1) {
  await store.audit.record({
    teamId: 'T1',
    actorId,
    action: 'summary.change',
    target: `summary ${index}`,
    before: null,
    after: null,
    reason: null,
    outcome: 'done',
  });
}
await store.close();
