/** A read worker's thread that misbehaves on demand: it dies, hangs in a call that cannot be interrupted, fails, or echoes. */
import { parentPort } from 'node:worker_threads';
import type { ReadReply, ReadRequest } from '../../src/store/read-worker-thread.ts';

let diedBefore = false;

parentPort?.on('message', ({ id, query, args }: ReadRequest) => {
  if (query === 'die') process.exit(1);
  if (query === 'throw') throw new Error('thread trouble');
  if (query === 'hang') {
    // Ends by itself, as a slow statement does, so that the thread can be told to go.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
    diedBefore = true;
  }
  const failure = { code: 'internal_error', message: 'no', hint: null, retryable: false };
  const reply: ReadReply =
    query === 'fail'
      ? { id, ok: false, failure, detail: 'no such table: x' }
      : { id, ok: true, value: [query, ...args, diedBefore] };
  parentPort?.postMessage(reply);
});
