import { close, fdatasync, openSync } from 'node:fs';
import type Sqlite from 'better-sqlite3';

/** Commits in two halves, so that the event loop waits for no disk: written at once, on the disk when the promise says so. */
export interface DiskBarrier {
  /**
   * Runs a whole transaction whose commit does not wait for the disk: 0.1 ms of the event loop instead of 2 to 80. It survives the death of
   * the process. A power failure may take the last of such commits, never one that a later barrier followed, for the log is written in order.
   */
  relaxed<Result>(transaction: () => Result): Result;
  /** Resolves when everything committed so far is on the disk. Calls that come together share one wait. Rejects where the disk fails. */
  reached(): Promise<void>;
  close(): void;
}

/**
 * @param handle a connection in WAL mode
 * @param options `path` of its file, or `:memory:`, which has no disk; `synchronous` of all commits outside of `relaxed`
 */
export function createDiskBarrier(
  handle: Sqlite.Database,
  { path, synchronous }: { path: string; synchronous: 'full' | 'normal' },
): DiskBarrier {
  let file: number | null = null;
  let running: Promise<void> | null = null;
  let next: Promise<void> | null = null;
  let isClosed = false;

  const closeFile = (): void => {
    if (file !== null) close(file);
    file = null;
  };

  // What SQLite itself does at the end of a FULL commit, on a thread of libuv. The log carries no locks, so a second descriptor is harmless,
  // and frames that a checkpoint has moved meanwhile were flushed by it.
  const flush = async (): Promise<void> => {
    file ??= openSync(`${path}-wal`, 'r+');
    const descriptor = file;
    try {
      await new Promise<void>((resolve, reject) =>
        fdatasync(descriptor, (error) => (error === null ? resolve() : reject(error))),
      );
    } finally {
      running = null;
      if (isClosed) closeFile();
    }
  };

  const start = (): Promise<void> => {
    next = null;
    running = flush();
    return running;
  };

  return {
    relaxed(transaction) {
      // Not prepared once: SQLite carries this pragma out while it compiles it.
      handle.pragma('synchronous = normal');
      try {
        return transaction();
      } finally {
        handle.pragma(`synchronous = ${synchronous}`);
      }
    },
    reached() {
      if (path === ':memory:' || isClosed) return Promise.resolve();
      if (running === null && next === null) return start();
      // A flush that has begun may have passed this commit by.
      next ??= (running ?? Promise.resolve()).then(start, start);
      return next;
    },
    close() {
      isClosed = true;
      if (running === null) closeFile();
    },
  };
}
