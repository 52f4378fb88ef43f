import { Worker } from 'node:worker_threads';
import { AppError } from '../core/errors.ts';
import type { PurgedFiles, PurgeOrder } from './purge-thread.ts';

/** Runs one purge in a thread of its own, so that charts go on meanwhile. @throws AppError `purge_failed`, retryable. */
export function purgeFiles(order: PurgeOrder, signal: AbortSignal): Promise<PurgedFiles> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('./purge-thread.ts', import.meta.url), { name: 'purge', workerData: order });
    const failed = (cause: unknown): void =>
      reject(
        new AppError({
          code: 'purge_failed',
          message: 'Old records could not be removed.',
          hint: 'It is tried again; the log says what went wrong.',
          retryable: true,
          cause,
        }),
      );
    const stop = (): void => void thread.terminate();
    signal.addEventListener('abort', stop, { once: true });
    thread.once('message', resolve);
    thread.once('error', failed);
    thread.once('exit', () => {
      signal.removeEventListener('abort', stop);
      failed(new Error('the thread ended'));
    });
    if (signal.aborted) stop();
  });
}
