import { describe, expect, test } from 'vitest';
import { createReadWorker } from '../../src/store/read-worker.ts';
import type { ReadWorker } from '../../src/store/read-worker.ts';
import { createRealOutside } from '../support/real-outside.ts';
import { createTestOutside } from '../support/test-outside.ts';

const threadUrl = new URL('../support/bad-read-thread.ts', import.meta.url);
const data = { tracesPath: '', mainPath: '', busyTimeoutMs: 0 };

/** The clock is held, so that no query is too late unless the test says so. */
function open(outside = createTestOutside()): ReadWorker & AsyncDisposable {
  const worker = createReadWorker(data, 1000, outside, { threadUrl });
  return { ...worker, [Symbol.asyncDispose]: () => worker.close() };
}

describe('the read worker', () => {
  test('answers in order, and a query that fails fails alone', async () => {
    await using worker = open();
    const answers = await Promise.allSettled([worker.run('a', [1]), worker.run('fail', []), worker.run('b', [2])]);
    expect(answers).toMatchObject([
      { status: 'fulfilled', value: ['a', 1, false] },
      { status: 'rejected', reason: { code: 'analytics_failed', retryable: true } },
      { status: 'fulfilled', value: ['b', 2, false] },
    ]);
  });

  test.each(['die', 'throw'])(
    'that comes to its end by "%s" is replaced, and only the query that kills twice fails',
    async (end) => {
      await using worker = open();
      const answers = await Promise.allSettled([worker.run('a', []), worker.run(end, []), worker.run('b', [])]);
      expect(answers).toMatchObject([
        { status: 'fulfilled', value: ['a', false] },
        { status: 'rejected', reason: { code: 'analytics_failed' } },
        { status: 'fulfilled', value: ['b', false] },
      ]);
    },
  );

  test('leaves a query that is too slow behind and goes on with the next in a new thread', async () => {
    const worker = createReadWorker(data, 100, createRealOutside(), { threadUrl });
    await expect(worker.run('hang', [])).rejects.toMatchObject({ code: 'analytics_timeout', retryable: true });
    // A thread that had hung would say so. The first answer of a new one may itself be slow to come on a busy machine.
    let answer: unknown = null;
    for (let turn = 0; turn < 50 && answer === null; turn += 1) answer = await worker.run('next', []).catch(() => null);
    expect(answer).toEqual(['next', false]);
    await worker.close();
  });

  test('that is closed fails what is waiting and takes nothing more', async () => {
    const worker = open();
    const waiting = Promise.allSettled([worker.run('hang', []), worker.run('b', [])]);
    await worker.close();
    expect((await waiting).map((answer) => answer.status)).toEqual(['rejected', 'rejected']);
    await expect(worker.run('c', [])).rejects.toMatchObject({ code: 'analytics_failed' });
  });
});
