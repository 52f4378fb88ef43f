/** Thread for everything that scans: one request in, one reply out, on a read-only connection of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { toAppError, toFailure } from '../core/errors.ts';
import type { Failure } from '../core/errors.ts';
import { attachFile, createSqliteReader } from './sqlite-reader.ts';

export interface ReadWorkerData {
  tracesPath: string;
  mainPath: string;
  busyTimeoutMs: number;
}

export interface ReadRequest {
  id: number;
  query: string;
  args: readonly unknown[];
}

export type ReadReply =
  | { id: number; ok: true; value: unknown }
  /** `detail` is for the log: what SQLite or a bug said. */
  | { id: number; ok: false; failure: Failure; detail: string };

const { tracesPath, mainPath, busyTimeoutMs } = workerData as ReadWorkerData;
const handle = new Sqlite(tracesPath, { readonly: true, fileMustExist: true, timeout: busyTimeoutMs });
attachFile(handle, mainPath);
const run = createSqliteReader(handle);

parentPort?.on('message', ({ id, query, args }: ReadRequest) => {
  let reply: ReadReply;
  try {
    reply = { id, ok: true, value: run(query, args) };
  } catch (thrown) {
    reply = { id, ok: false, failure: toFailure(toAppError(thrown)), detail: String(thrown) };
  }
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
  parentPort?.postMessage(reply);
});
