import { afterEach, describe, expect, it } from 'vitest';
import { createWorkerPool } from '../../src/core/worker-pool.ts';
import type { WorkerPool, WorkerPoolSettings } from '../../src/core/worker-pool.ts';
import { createTestOutside } from '../support/test-outside.ts';

const answerPoolUrl = new URL('../../src/core/answer-pool.ts', import.meta.url).href;
const errorsUrl = new URL('../../src/core/errors.ts', import.meta.url).href;

/** Doubles numbers; words tell it how to misbehave. */
const moodyUrl = new URL(
  `data:text/javascript,${encodeURIComponent(`
    import { threadId } from 'node:worker_threads';
    const { answerPool } = await import(${JSON.stringify(answerPoolUrl)});
    const { AppError } = await import(${JSON.stringify(errorsUrl)});
    answerPool((request) => {
      if (request === 'hang') for (;;);
      if (request === 'exit') process.exit(1);
      if (request === 'grow') { const held = []; for (;;) held.push(new Array(100_000).fill(held.length)); }
      if (request === 'throw') throw new RangeError('too far');
      if (request === 'refuse') throw new AppError({ code: 'page_empty', message: 'Nothing here.', hint: 'Look elsewhere.' });
      if (request === 'who') return threadId;
      return request * 2;
    });
  `)}`,
);

const open: WorkerPool<unknown, unknown>[] = [];
afterEach(async () => {
  for (const pool of open.splice(0)) await pool.close();
});

function createPool(settings: Partial<WorkerPoolSettings> = {}) {
  const outside = createTestOutside();
  const all = { workerCount: 1, timeoutMs: 1000, maxHeapMb: 64, maxQueued: 10, ...settings };
  const pool = createWorkerPool<unknown, unknown>('moody', moodyUrl, all, outside);
  open.push(pool);
  return { pool, outside };
}

const problem = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

describe('createWorkerPool', () => {
  it('answers each request with its own answer, more of them than threads', async () => {
    const { pool } = createPool({ workerCount: 2 });
    const answers = await Promise.all([1, 2, 3, 4, 5].map((number) => pool.run(number)));
    expect(answers).toEqual([2, 4, 6, 8, 10]);
  });

  it('has its threads ready after a start, and works without one', async () => {
    const { pool } = createPool({ workerCount: 2 });
    pool.start();
    pool.start();
    const threads = await Promise.all([pool.run('who'), pool.run('who'), pool.run('who')]);
    expect(new Set(threads).size).toBeLessThanOrEqual(2);
    await pool.close();
    pool.start();
    expect(await problem(pool.run(1))).toMatchObject({ code: 'worker_closed' });
  });

  it('keeps a thread for the next request', async () => {
    const { pool } = createPool();
    expect(await pool.run('who')).toBe(await pool.run('who'));
  });

  it.each([
    ['exit', 'worker_lost'],
    ['grow', 'worker_lost'],
    ['throw', 'worker_failed'],
  ])('loses only the request on which a thread ends (%s)', async (request, code) => {
    const { pool } = createPool();
    const [bad, good] = await Promise.all([problem(pool.run(request)), pool.run(21)]);
    expect(bad).toMatchObject({ name: 'AppError', code });
    expect(good).toBe(42);
  });

  it('hands on an error that was meant for people as it is', async () => {
    const { pool } = createPool();
    expect(await problem(pool.run('refuse'))).toMatchObject({
      code: 'page_empty',
      message: 'Nothing here.',
      hint: 'Look elsewhere.',
      retryable: false,
    });
  });

  it('ends a thread that takes too long and goes on with another', async () => {
    const { pool, outside } = createPool();
    const before = await pool.run('who');
    const hanging = problem(pool.run('hang'));
    const next = pool.run('who');
    await outside.clock.advance(999);
    await outside.clock.advance(1);
    expect(await hanging).toMatchObject({ code: 'worker_timeout', retryable: true });
    expect(await next).not.toBe(before);
  });

  it('does not count the time a request waits', async () => {
    const { pool, outside } = createPool();
    const controller = new AbortController();
    const hanging = problem(pool.run('hang', controller.signal));
    const waiting = pool.run(3);
    await outside.clock.advance(900);
    controller.abort(new Error('enough'));
    expect(await hanging).toMatchObject({ message: 'enough' });
    await outside.clock.advance(900);
    expect(await waiting).toBe(6);
  });

  it('takes a request whose caller gave up out of the queue at once', async () => {
    const { pool } = createPool({ maxQueued: 1 });
    const controller = new AbortController();
    const hanging = problem(pool.run('hang'));
    const waiting = problem(pool.run(1, controller.signal));
    controller.abort(new Error('not wanted'));
    expect(await waiting).toMatchObject({ message: 'not wanted' });
    const another = problem(pool.run(2));
    expect(await problem(pool.run(3))).toMatchObject({ code: 'worker_busy', retryable: true });
    await pool.close();
    for (const ended of [hanging, another]) expect(await ended).toMatchObject({ code: 'worker_closed' });
  });

  it('does nothing for a signal that has fired, and nothing after it was closed', async () => {
    const { pool } = createPool();
    const reason = new Error('too late');
    expect(await problem(pool.run(1, AbortSignal.abort(reason)))).toBe(reason);
    await pool.close();
    expect(await problem(pool.run(1))).toMatchObject({ code: 'worker_closed' });
    await pool.close();
  });
});
