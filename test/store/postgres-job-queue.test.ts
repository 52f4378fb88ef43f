import { describe } from 'vitest';
import { unknownKindPatienceMs } from '../../src/store/postgres/postgres-job-recovery.ts';
import { openTempStore } from '../support/temp-store.ts';
import { describeJobQueue } from './job-queue.contract.ts';
import { findPostgres } from '../support/postgres.ts';

describe.skipIf(findPostgres() === null)('on PostgreSQL', () => {
  describeJobQueue({
    name: 'PostgreSQL',
    reachesOthers: true,
    unknownKindPatienceMs,
    async open(jobs = {}) {
      const temp = await openTempStore({ dialect: 'postgres', jobs });
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
        async kill(queue) {
          await stores.get(queue)?.close();
        },
        [Symbol.asyncDispose]: () => temp[Symbol.asyncDispose](),
      };
    },
  });
});
