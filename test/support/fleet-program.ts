/** A program of its own that works the queue in the database it is given. It finishes the step `begin` of each job, says so, and never ends the next. */
import { createJobRunner } from '../../src/store/job-runner.ts';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { z } from 'zod';
import { createRealOutside } from './real-outside.ts';

const outside = createRealOutside();
const settings = StoreSettings.parse({ databaseUrl: process.argv[2] });
const store = await openStore(settings, outside);
const runner = createJobRunner({
  queue: store.jobs,
  kinds: [
    {
      id: 'link',
      payload: z.unknown(),
      async run(_payload, context) {
        await context.step('begin', async () => process.pid);
        process.stdout.write(`begun ${context.jobId}\n`);
        await new Promise(() => undefined);
      },
    },
  ],
  settings: settings.jobs,
  outside,
});
runner.start();
