import { expect, test } from 'vitest';
import { z } from 'zod';
import { createJobRunner } from '../../src/store/job-runner.ts';
import { openTempStore } from '../support/temp-store.ts';
import { until } from '../support/until.ts';

test('while a runner is held nothing new is begun, what runs goes on, and every reason must go', async () => {
  await using temp = await openTempStore();
  const begun: string[] = [];
  const first = Promise.withResolvers<void>();
  const kind = {
    id: 'link',
    payload: z.object({ link: z.string() }),
    async run({ link }: { link: string }) {
      begun.push(link);
      if (link === 'one') await first.promise;
    },
  };
  const { jobs } = temp.store;
  const runner = createJobRunner({
    queue: jobs,
    kinds: [kind],
    settings: temp.settings.jobs,
    outside: temp.outside,
  });
  const enqueue = (link: string) => jobs.enqueue([{ key: link, kind: 'link', payload: { link } }]);
  runner.start();
  await enqueue('one');
  await until(() => begun.length === 1);
  runner.hold('disk', 'the disk is nearly full');
  runner.hold('memory', 'memory is short');
  runner.hold('memory', 'memory is short');
  expect(runner.held()).toEqual(['the disk is nearly full', 'memory is short']);
  await enqueue('two');
  first.resolve();
  await until(async () => (await jobs.counts()).done === 1);
  await temp.outside.clock.advance(60_000);
  expect(begun).toEqual(['one']);
  runner.hold('memory', null);
  await temp.outside.clock.advance(60_000);
  expect(begun).toEqual(['one']);
  runner.hold('disk', null);
  await until(async () => (await jobs.counts()).done === 2);
  expect(begun).toEqual(['one', 'two']);
  expect(runner.held()).toEqual([]);
  await runner.stop();
});
