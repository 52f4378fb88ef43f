/** One SQLite file: the handle for prepared statements and Kysely over the same handle. */
import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import Sqlite from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Database, TransactOptions, Work } from './database.ts';
import { createDiskBarrier } from './disk-barrier.ts';
import type { DiskBarrier } from './disk-barrier.ts';
import { createSqliteWork } from './sqlite-work.ts';

export interface SqliteDatabase<Schema> extends Database<Schema> {
  readonly dialect: 'sqlite';
  path: string;
  /**
   * For prepared statements. All of a transaction happens inside one synchronous `handle.transaction(…).immediate()`: there is one
   * connection, so a transaction that waited for a promise would swallow the writes of others.
   */
  handle: Sqlite.Database;
  barrier: DiskBarrier;
  close: () => void;
}

export interface SqliteOptions {
  path: string;
  busyTimeoutMs: number;
  /** `full` waits for the disk at every commit; `normal` may lose the last commits when the power fails, never when the process dies. */
  synchronous: 'full' | 'normal';
}

/** @throws AppError `database_open_failed`. */
export function openSqlite<Schema>(options: SqliteOptions): SqliteDatabase<Schema> {
  const handle = openHandle(options);
  const kysely = new Kysely<Schema>({ dialect: new SqliteDialect({ database: handle }) });
  const barrier = createDiskBarrier(handle, options);
  const work = createSqliteWork(handle);
  // Immediate: from looking to writing nobody else writes.
  const transact = handle.transaction((make: () => Work<unknown>) => work(make));
  return {
    dialect: 'sqlite',
    path: options.path,
    handle,
    kysely,
    transact: async <Result>(
      _locks: string | readonly string[],
      make: () => Work<Result>,
      { waitsForDisk = true }: TransactOptions = {},
    ) => (waitsForDisk ? transact.immediate(make) : barrier.relaxed(() => transact.immediate(make))) as Result,
    read: async <Result>(make: () => Work<Result>) => transact.deferred(make) as Result,
    barrier,
    close() {
      barrier.close();
      handle.close();
    },
  };
}

/** SQLite does not wait here by itself: of programs that start together on a new file one changes its mode, and the others are told that it is busy. */
function turnOnLog(handle: Sqlite.Database, busyTimeoutMs: number): void {
  const pauseMs = 20;
  const neverWoken = new Int32Array(new SharedArrayBuffer(4));
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    try {
      handle.pragma('journal_mode = wal');
      return;
    } catch (error) {
      const isBusy = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
      if (!isBusy || waitedMs >= busyTimeoutMs) throw error;
      Atomics.wait(neverWoken, 0, 0, pauseMs);
    }
  }
}

function openHandle(options: SqliteOptions): Sqlite.Database {
  let handle: Sqlite.Database | null = null;
  try {
    if (options.path !== ':memory:') mkdirSync(dirname(options.path), { recursive: true });
    handle = new Sqlite(options.path, { timeout: options.busyTimeoutMs });
    // Must come before anything is written: purged pages go back to the disk in small steps.
    if (handle.pragma('page_count', { simple: true }) === 0) handle.pragma('auto_vacuum = incremental');
    if (handle.pragma('journal_mode', { simple: true }) !== 'wal') turnOnLog(handle, options.busyTimeoutMs);
    // Said in words, because better-sqlite3 is compiled so that a WAL file is NORMAL where nothing is said.
    handle.pragma(`synchronous = ${options.synchronous}`);
    handle.pragma('foreign_keys = on');
    return handle;
  } catch (error) {
    handle?.close();
    throw new AppError({
      code: 'database_open_failed',
      message: `The database ${options.path} cannot be opened: ${error instanceof Error ? error.message : String(error)}.`,
      hint: 'Check that the folder may be written to, that the disk has room, and that the file is a SQLite database.',
      cause: error,
    });
  }
}
