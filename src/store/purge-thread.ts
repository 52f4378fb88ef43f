/** Thread of one purge: removes what is too old and shrinks both files, in short transactions on handles of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import Sqlite from 'better-sqlite3';
import { purgeMain } from './purge-main.ts';
import type { MainCutoffs, PurgedMain } from './purge-main.ts';
import { purgeTraces } from './purge-traces.ts';
import type { PurgedTraces, TraceCutoffs } from './purge-traces.ts';
import { createTextSealer } from './sealed-text.ts';
import type { MainSchema } from './schema.ts';
import { shrinkFile } from './shrink-file.ts';
import { openSqlite } from './sqlite-database.ts';

export interface PurgeOrder {
  tracesPath: string;
  mainPath: string;
  cutoffs: TraceCutoffs;
  mainCutoffs: MainCutoffs;
  encryptionKeys: readonly string[];
  /** It stops between two transactions after so much time; the rest goes the next day. */
  limitMs: number;
}

export interface PurgedFiles extends PurgedTraces, PurgedMain {
  freedBytes: number;
}

const busyTimeoutMs = 30_000;
const order = workerData as PurgeOrder;
const endsAt = performance.now() + order.limitMs;
const never = new Int32Array(new SharedArrayBuffer(4));

/** Lets those in who wait for the file. */
function pause(): boolean {
  Atomics.wait(never, 0, 0, 2);
  return performance.now() < endsAt;
}

function open(path: string): Sqlite.Database {
  const handle = new Sqlite(path, { fileMustExist: true, timeout: busyTimeoutMs });
  handle.pragma('synchronous = normal');
  return handle;
}

const traces = open(order.tracesPath);
const main = openSqlite<MainSchema>({ path: order.mainPath, busyTimeoutMs, synchronous: 'normal' });
const removed = purgeTraces(traces, order.cutoffs, pause);
const sealer = createTextSealer(order.encryptionKeys);
const removedFromMain = await purgeMain(main, sealer, order.mainCutoffs, async () => pause());
const freedBytes = shrinkFile(traces, pause) + shrinkFile(main.handle, pause);
traces.close();
main.close();
const purged: PurgedFiles = { ...removed, ...removedFromMain, freedBytes };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
parentPort?.postMessage(purged);
