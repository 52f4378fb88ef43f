import { Worker } from 'node:worker_threads';
import type { PoolReply } from './answer-pool.ts';
import { AppError } from './errors.ts';
import type { Outside } from './outside.ts';

export interface WorkerPool<Request, Answer> {
  /**
   * Does one request in a thread.
   * @throws AppError what the worker threw; `worker_timeout`, `worker_lost` (it died: out of heap, say), `worker_failed` (it threw anything else),
   *   `worker_busy` and `worker_closed`; the signal's reason.
   */
  run(request: Request, signal?: AbortSignal): Promise<Answer>;
  /** Starts the threads now, so that the first request does not wait for their modules; may be left out. */
  start(): void;
  /** Fails what is waiting or running and ends the threads. */
  close(): Promise<void>;
}

export interface WorkerPoolSettings {
  workerCount: number;
  /** Longest time of one request in its thread, in milliseconds. */
  timeoutMs: number;
  /** Largest heap of one thread, in megabytes. */
  maxHeapMb: number;
  /** Requests that may wait for a thread. */
  maxQueued: number;
}

interface Task<Request, Answer> {
  request: Request;
  signal: AbortSignal | undefined;
  resolve: (answer: Answer) => void;
  reject: (error: Error) => void;
  /** Takes its listeners off. */
  release: () => void;
}

interface Slot<Request, Answer> {
  worker: Worker;
  task: Task<Request, Answer> | null;
}

/**
 * Threads for slow work, so that the event loop stays free. One that dies or takes too long fails only its own request and is replaced.
 * Threads start with the first requests, or `start`, and do not keep the process alive while they wait.
 *
 * @param workerUrl a module that calls `answerPool`
 */
export function createWorkerPool<Request, Answer>(
  name: string,
  workerUrl: URL,
  settings: WorkerPoolSettings,
  outside: Pick<Outside, 'clock' | 'log'>,
): WorkerPool<Request, Answer> {
  type OwnTask = Task<Request, Answer>;
  type OwnSlot = Slot<Request, Answer>;
  const slots = new Set<OwnSlot>();
  const waiting = new Set<OwnTask>();
  const ending = new Set<Promise<unknown>>();
  let isClosed = false;

  const drop = (slot: OwnSlot): void => {
    slots.delete(slot);
    slot.task = null;
    const end = slot.worker.terminate().finally(() => ending.delete(end));
    ending.add(end);
  };

  const fail = (slot: OwnSlot, error: Error): void => {
    const { task } = slot;
    drop(slot);
    task?.release();
    task?.reject(error);
    pump();
  };

  const open = (): OwnSlot => {
    const worker = new Worker(workerUrl, {
      name,
      resourceLimits: { maxOldGenerationSizeMb: settings.maxHeapMb, stackSizeMb: 4 },
    });
    worker.unref();
    const slot: OwnSlot = { worker, task: null };
    slots.add(slot);
    const lost = (cause: unknown): void => {
      if (!slots.has(slot)) return;
      outside.log.warn('a worker thread died', { pool: name, hadTask: slot.task !== null });
      fail(slot, poolError('worker_lost', `The ${name} thread ended in the middle of its work.`, cause));
    };
    worker.on('error', lost);
    worker.on('exit', () => lost(undefined));
    worker.on('message', (reply: PoolReply<Answer>) => {
      const { task } = slot;
      slot.task = null;
      worker.unref();
      task?.release();
      if ('value' in reply) task?.resolve(reply.value);
      else task?.reject(errorOf(name, reply));
      pump();
    });
    return slot;
  };

  const begin = (slot: OwnSlot, task: OwnTask): void => {
    const deadline = outside.clock.timeout(settings.timeoutMs);
    const onDeadline = (): void =>
      fail(slot, poolError('worker_timeout', `The ${name} thread took longer than ${settings.timeoutMs} ms.`));
    const onAbort = (): void => fail(slot, task.signal?.reason as Error);
    task.release();
    task.release = () => {
      deadline.removeEventListener('abort', onDeadline);
      task.signal?.removeEventListener('abort', onAbort);
    };
    deadline.addEventListener('abort', onDeadline, { once: true });
    task.signal?.addEventListener('abort', onAbort, { once: true });
    slot.task = task;
    slot.worker.ref();
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    slot.worker.postMessage(task.request);
  };

  const pump = (): void => {
    if (isClosed) return;
    for (const task of waiting) {
      // Its own listener is about to take it out.
      if (task.signal?.aborted === true) continue;
      const idle = [...slots].find((slot) => slot.task === null);
      if (!idle && slots.size >= settings.workerCount) return;
      waiting.delete(task);
      begin(idle ?? open(), task);
    }
  };

  const wait = (task: OwnTask): void => {
    const onAbort = (): void => {
      waiting.delete(task);
      task.reject(task.signal?.reason as Error);
    };
    task.signal?.addEventListener('abort', onAbort, { once: true });
    task.release = () => task.signal?.removeEventListener('abort', onAbort);
    waiting.add(task);
  };

  return {
    async run(request, signal) {
      signal?.throwIfAborted();
      if (isClosed) throw closedError(name);
      if (waiting.size >= settings.maxQueued) {
        throw poolError('worker_busy', `Too much waits for the ${name} thread.`);
      }
      return new Promise((resolve, reject) => {
        wait({ request, signal, resolve, reject, release: () => undefined });
        pump();
      });
    },
    start() {
      if (isClosed) return;
      while (slots.size < settings.workerCount) open();
    },
    async close() {
      isClosed = true;
      for (const task of waiting) {
        waiting.delete(task);
        task.release();
        task.reject(closedError(name));
      }
      for (const slot of slots) fail(slot, closedError(name));
      await Promise.all(ending);
    },
  };
}

function closedError(name: string): AppError {
  return poolError('worker_closed', `The ${name} thread was stopped.`);
}

function poolError(code: string, message: string, cause?: unknown): AppError {
  return new AppError({ code, message, hint: 'Try again in a minute.', retryable: true, cause });
}

function errorOf(name: string, reply: Exclude<PoolReply<never>, { value: never }>): AppError {
  if ('failure' in reply) {
    const { code, message, hint, retryable } = reply.failure;
    return new AppError({ code, message, retryable, ...(hint === null ? {} : { hint }) });
  }
  const message = `The ${name} thread could not do its work.`;
  return new AppError({ code: 'worker_failed', message, cause: new Error(reply.error) });
}
