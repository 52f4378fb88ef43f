/** The thread's side of a worker pool: one message in, one message out. */
import { setPriority } from 'node:os';
import { parentPort } from 'node:worker_threads';
import { AppError, toFailure } from './errors.ts';
import type { Failure } from './errors.ts';

export type PoolReply<Answer> = { value: Answer } | { failure: Failure } | { error: string };

/** On Linux a thread has its own priority: this much below the event loop's, which must answer Slack at once. */
const niceness = 5;

/** To be called once in a worker file. What `answer` throws goes back to the caller: an AppError as itself, all else as `worker_failed`. */
export function answerPool(answer: (request: never) => unknown): void {
  if (process.platform === 'linux') setPriority(niceness);
  parentPort?.on('message', (request) => {
    let reply: PoolReply<unknown>;
    try {
      reply = { value: answer(request as never) };
    } catch (thrown) {
      reply = thrown instanceof AppError ? { failure: toFailure(thrown) } : { error: describe(thrown) };
    }
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    parentPort?.postMessage(reply);
  });
}

function describe(thrown: unknown): string {
  return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : 'unknown';
}
