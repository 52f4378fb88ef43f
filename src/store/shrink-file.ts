import type Sqlite from 'better-sqlite3';

/** Pages of one step: a megabyte, some milliseconds. */
const pagesPerStep = 256;

/**
 * Gives the free pages of a file back to the disk, step by step.
 * @param pause called between two steps; false stops, the rest goes the next time
 * @returns bytes by which the database became smaller; 0 for a file that was made without incremental vacuum
 */
export function shrinkFile(handle: Sqlite.Database, pause: () => boolean): number {
  const read = (name: string): number => Number(handle.pragma(name, { simple: true }));
  const before = read('page_count');
  let free = read('auto_vacuum') === 2 ? read('freelist_count') : 0;
  while (free > 0 && pause()) {
    handle.pragma(`incremental_vacuum(${pagesPerStep})`);
    const left = read('freelist_count');
    if (left >= free) break;
    free = left;
  }
  // Until the log is folded back the file keeps its size. Readers are not waited for; the next checkpoint gets what is left.
  handle.pragma('wal_checkpoint(truncate)');
  return (before - read('page_count')) * read('page_size');
}

/** A larger file is left as it is: its free pages are used again, it only does not become smaller. */
const maxRebuiltBytes = 256_000_000;

/** Rebuilds a file from before incremental vacuum, once. Not where another program is using it: the next start tries again. */
export function makeShrinkable(handle: Sqlite.Database): void {
  const read = (name: string): number => Number(handle.pragma(name, { simple: true }));
  if (handle.memory || read('auto_vacuum') === 2 || read('page_count') * read('page_size') > maxRebuiltBytes) return;
  try {
    handle.pragma('auto_vacuum = incremental');
    handle.exec('vacuum');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY'))) throw error;
  }
}
