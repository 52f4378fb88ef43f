import { unknownKindPatienceMs } from '../../src/store/postgres/postgres-job-recovery.ts';
import { openTempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';
import { describeJobQueue } from './job-queue.contract.ts';

for (const dialect of dialects) {
  const isShared = dialect === 'postgres';
  describeJobQueue({
    name: isShared ? 'PostgreSQL' : 'SQLite',
    reachesOthers: isShared,
    unknownKindPatienceMs: isShared ? unknownKindPatienceMs : 0,
    async open(jobs = {}) {
      const temp = await openTempStore({ dialect, jobs });
      const stores = new Map([[temp.store.jobs, temp.store]]);
      return {
        outside: temp.outside,
        settings: temp.settings.jobs,
        queue: temp.store.jobs,
        async openAnother() {
          const store = await temp.openAnother();
          stores.set(store.jobs, store);
          return store.jobs;
        },
        // Closing gives the owner's lock back as the operating system or PostgreSQL does, and leaves the rows as they are.
        async kill(queue) {
          await stores.get(queue)?.close();
        },
        [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
      };
    },
  });
}
