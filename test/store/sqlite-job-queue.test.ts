import { openTempStore } from '../support/temp-store.ts';
import { describeJobQueue } from './job-queue.contract.ts';

describeJobQueue({
  name: 'SQLite',
  reachesOthers: false,
  unknownKindPatienceMs: 0,
  async open(jobs = {}) {
    const temp = await openTempStore({ jobs });
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
      // Closing gives the owner lock back as the operating system does, and leaves the rows as they are.
      async kill(queue) {
        await stores.get(queue)?.close();
      },
      [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
    };
  },
});
