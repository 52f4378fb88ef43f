import { Worker } from 'node:worker_threads';
import { AppError } from '../core/errors.ts';
import type { Outside } from '../core/outside.ts';
import { queryFailed, queryTooLate } from './read-errors.ts';
import type { ReadReply, ReadRequest, ReadWorkerData } from './read-worker-thread.ts';

export interface ReadWorker {
  /**
   * Runs a query of the thread, one after the other.
   * @throws AppError `analytics_timeout` where it was not done in time, the wait for others included; `analytics_failed`; what the query throws.
   */
  run(query: string, args: readonly unknown[]): Promise<unknown>;
  close(): Promise<void>;
}

interface Waiting {
  request: ReadRequest;
  /** Threads that died with it; one may be an accident, the second is its fault. */
  deaths: number;
  settle(outcome: { value: unknown } | { error: AppError }): void;
}

/** Requests that wait at the most: more would all be too late. */
const maxWaiting = 200;

/**
 * One thread with its own read-only connections. SQLite cannot be interrupted, so a query that is too slow is left to its thread, which
 * ends after it, and a new thread takes over; so does one when the thread dies. It starts with the first query and does not keep the
 * process alive.
 */
export function createReadWorker(
  data: ReadWorkerData,
  deadlineMs: number,
  outside: Outside,
  options: { threadUrl?: URL } = {},
): ReadWorker {
  const threadUrl = options.threadUrl ?? new URL('./read-worker-thread.ts', import.meta.url);
  const ending = new Set<Promise<unknown>>();
  let thread: Worker | null = null;
  let current: Waiting | null = null;
  let queue: Waiting[] = [];
  let nextId = 1;
  let closed = false;

  function leave(): void {
    const left = thread;
    thread = null;
    current = null;
    if (!left) return;
    left.removeAllListeners();
    // A thread that is told to end may still report an error, which is nobody's any more.
    left.on('error', () => undefined);
    const end = left.terminate().finally(() => ending.delete(end));
    ending.add(end);
  }

  function start(): Worker {
    const worker = new Worker(threadUrl, { name: 'read', workerData: data });
    worker.unref();
    const lost = (error?: unknown): void => {
      if (thread !== worker) return;
      const victim = current;
      outside.log.warn('read worker died and is replaced', { query: victim?.request.query ?? null, error });
      leave();
      if (victim) {
        victim.deaths += 1;
        if (victim.deaths < 2) queue.unshift(victim);
        else victim.settle({ error: queryFailed(error) });
      }
      pump();
    };
    worker.on('error', lost);
    worker.on('exit', () => lost());
    worker.on('message', (reply: ReadReply) => {
      const done = current;
      if (!done || done.request.id !== reply.id) return;
      current = null;
      worker.unref();
      if (reply.ok) done.settle({ value: reply.value });
      else {
        if (reply.failure.code === 'internal_error')
          outside.log.error('a query failed', { query: done.request.query, error: reply.detail });
        done.settle({
          error:
            reply.failure.code === 'internal_error'
              ? queryFailed(new Error(reply.detail))
              : new AppError({ ...reply.failure, hint: reply.failure.hint ?? '' }),
        });
      }
      pump();
    });
    return worker;
  }

  async function giveUpLate(waiting: Waiting, done: AbortSignal): Promise<void> {
    try {
      await outside.clock.sleep(deadlineMs, done);
    } catch {
      // It was done in time: that is what ends the sleep.
      return;
    }
    if (current === waiting) leave();
    queue = queue.filter((other) => other !== waiting);
    outside.log.warn('a query took too long', { query: waiting.request.query, deadlineMs });
    waiting.settle({ error: queryTooLate(deadlineMs) });
    pump();
  }

  function pump(): void {
    if (closed || current) return;
    const next = queue.shift();
    if (!next) return;
    current = next;
    thread ??= start();
    thread.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    thread.postMessage(next.request);
  }

  return {
    run(query, args) {
      if (closed || queue.length >= maxWaiting)
        return Promise.reject(queryFailed(new Error(closed ? 'closed' : 'too many wait')));
      const done = new AbortController();
      const asked = new Promise<unknown>((resolve, reject) => {
        const waiting: Waiting = {
          request: { id: nextId, query, args },
          deaths: 0,
          settle(outcome) {
            done.abort(new Error('the query is done'));
            if ('error' in outcome) reject(outcome.error);
            else resolve(outcome.value);
          },
        };
        nextId += 1;
        queue.push(waiting);
        void giveUpLate(waiting, done.signal);
      });
      pump();
      return asked;
    },
    async close() {
      closed = true;
      const left = [...(current ? [current] : []), ...queue];
      queue = [];
      leave();
      for (const waiting of left) waiting.settle({ error: queryFailed(new Error('closed')) });
      await Promise.all(ending);
    },
  };
}
