import { describe, expect, test } from 'vitest';
import { openTempStore } from '../../support/temp-store.ts';
import { dialects } from '../../support/test-databases.ts';

describe.each(dialects)('how much waits on %s', (dialect) => {
  test('counts what is due, and what was finished lately since it was begun', async () => {
    await using temp = await openTempStore({ dialect });
    const { jobs, queueLoad } = temp.store;
    const { clock } = temp.outside;
    expect(await queueLoad.load(clock.now(), 600_000)).toEqual({ waiting: 0, finished: null });
    const later = clock.now() + 60_000;
    await jobs.enqueue([
      { key: 'one', kind: 'link', payload: {} },
      { key: 'two', kind: 'link', payload: {} },
      { key: 'later', kind: 'link', payload: {}, runAt: later },
    ]);
    expect(await queueLoad.load(clock.now(), 600_000)).toEqual({ waiting: 2, finished: null });
    const begunAt = clock.now();
    const job = await jobs.claim('link');
    if (job === null) throw new Error('a job is due');
    await clock.advance(5000);
    await jobs.complete(job);
    const finished = { count: 1, sinceMs: begunAt };
    expect(await queueLoad.load(clock.now(), 600_000)).toEqual({ waiting: 1, finished });
    expect(await queueLoad.load(later, 600_000)).toEqual({ waiting: 2, finished });
    expect(await queueLoad.load(later + 600_000, 600_000)).toEqual({ waiting: 2, finished: null });
  });
});
