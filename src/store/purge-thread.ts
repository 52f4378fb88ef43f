/** Thread of one purge: removes what is too old and shrinks both files, in short transactions on connections of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { purgeMain } from './purge-main.ts';
import type { MainCutoffs, PurgedMain } from './purge-main.ts';
import { purgeTraces } from './purge-traces.ts';
import type { PurgedTraces, TraceCutoffs } from './purge-traces.ts';
import { createTextSealer } from './sealed-text.ts';
import type { MainSchema, TracesSchema } from './schema.ts';
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

const order = workerData as PurgeOrder;
const endsAt = performance.now() + order.limitMs;
const never = new Int32Array(new SharedArrayBuffer(4));

/** Lets those in who wait for the file. */
function pause(): boolean {
  Atomics.wait(never, 0, 0, 2);
  return performance.now() < endsAt;
}

const options = { busyTimeoutMs: 30_000, synchronous: 'normal' } as const;
const traces = openSqlite<TracesSchema>({ ...options, path: order.tracesPath });
const main = openSqlite<MainSchema>({ ...options, path: order.mainPath });
const sealer = createTextSealer(order.encryptionKeys);
const removed = await purgeTraces(traces, order.cutoffs, async () => pause());
const removedFromMain = await purgeMain(main, sealer, order.mainCutoffs, async () => pause());
const freedBytes = shrinkFile(traces.handle, pause) + shrinkFile(main.handle, pause);
traces.close();
main.close();
const purged: PurgedFiles = { ...removed, ...removedFromMain, freedBytes };
// oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
parentPort?.postMessage(purged);
