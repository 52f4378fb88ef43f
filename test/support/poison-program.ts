/** A program of its own that works a queue in the folder it is given: the link "poison" kills it, others take longer than the poison does. */
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { silentLog } from '../../src/core/outside.ts';
import type { Outside } from '../../src/core/outside.ts';
import { createJobRunner } from '../../src/store/job-runner.ts';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';

const folder = process.argv[2] ?? '';
const outside: Outside = {
  clock: {
    now: () => Date.now(),
    monotonic: () => performance.now(),
    sleep: (ms, signal) => wait(ms, undefined, signal ? { signal } : {}),
    timeout: (ms) => AbortSignal.timeout(ms),
  },
  random: () => 0.5,
  newId: () => crypto.randomUUID(),
  log: silentLog,
};
const settings = StoreSettings.parse({
  databaseUrl: join(folder, 'gloss.db'),
  tracesFile: join(folder, 'traces.db'),
});
const store = await openStore(settings, outside);
const runner = createJobRunner({
  queue: store.jobs,
  kinds: [
    {
      id: 'link',
      payload: z.object({ link: z.string() }),
      async run(payload) {
        const { link } = payload as { link: string };
        await wait(link === 'poison' ? 20 : 120);
        if (link === 'poison') process.kill(process.pid, 'SIGKILL');
      },
    },
  ],
  settings: settings.jobs,
  outside,
});
runner.start();
await runner.idle();
await runner.stop();
await store.close();
