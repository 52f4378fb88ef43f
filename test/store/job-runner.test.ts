import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { JobContext, JobKind } from '../../src/core/ports.ts';
import { createJobRunner } from '../../src/store/job-runner.ts';
import type { JobRunner } from '../../src/store/job-runner.ts';
import { openTempStore } from '../support/temp-store.ts';
import type { TempStore } from '../support/temp-store.ts';

const Payload = z.object({ link: z.string() });
type Payload = z.infer<typeof Payload>;

function createRunner(temp: TempStore, kinds: readonly JobKind<unknown>[], store = temp.store): JobRunner {
  return createJobRunner({ queue: store.jobs, kinds, settings: temp.settings.jobs, outside: temp.outside });
}

function linkKind(run: (payload: Payload, context: JobContext) => Promise<void>): JobKind<Payload> {
  return { id: 'link', payload: Payload, run };
}

describe('a job runner', () => {
  test('runs a job as soon as it is stored, without the clock moving', async () => {
    await using temp = await openTempStore();
    const seen: string[] = [];
    const runner = createRunner(temp, [
      linkKind(async (payload, context) => {
        seen.push(await context.step('read', async () => `read ${payload.link}`));
      }),
    ]);
    runner.start();
    await temp.store.jobs.enqueue([{ key: 'a', kind: 'link', payload: { link: 'one' } }]);
    await runner.idle();
    expect(seen).toEqual(['read one']);
    expect(await temp.store.jobs.counts()).toMatchObject({ done: 1, queued: 0, running: 0 });
    await runner.stop();
  });
});
