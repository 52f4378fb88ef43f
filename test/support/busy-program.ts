/** A program of its own that writes jobs and audit rows into the store of the folder it is given, until it is killed; a line on stdout a hundred. */
import { join } from 'node:path';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { createRealOutside } from './real-outside.ts';

const folder = process.argv[2] ?? '';
const store = await openStore(
  StoreSettings.parse({ databaseUrl: join(folder, 'gloss.db'), tracesFile: join(folder, 'traces.db') }),
  createRealOutside(),
);
for (let count = 1; ; count += 1) {
  await store.jobs.enqueue([{ key: `job-${count}`, kind: 'link', payload: { text: 'x'.repeat(500) } }]);
  await store.audit.record({
    teamId: 'T1',
    actorId: 'U1',
    action: 'summary.change',
    target: `job-${count}`,
    before: null,
    after: null,
    reason: null,
    outcome: 'done',
  });
  if (count % 100 === 0) process.stdout.write(`${count}\n`);
}
