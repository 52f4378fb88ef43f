import type Sqlite from 'better-sqlite3';
import { createReadQueries } from './read-queries.ts';
import { addEncodedHistogram, addToHistogram, binOf, encodeHistogram } from './rollups-histogram.ts';
import type { Histogram } from './rollups-histogram.ts';
import { createSqliteWork } from './sqlite-work.ts';

/**
 * @param handle a connection that sees the tables of both files
 * @returns what runs a query by its name
 */
export function createSqliteReader(handle: Sqlite.Database): (query: string, args: readonly unknown[]) => unknown {
  handle.aggregate<unknown>('merge_histograms', {
    start: () => new Map(),
    step: (merged, bytes) => (bytes instanceof Uint8Array ? addEncodedHistogram(merged as Histogram, bytes) : merged),
    result: (merged) => encodeHistogram(merged as Histogram),
  });
  handle.aggregate<unknown>('histogram_of', {
    start: () => new Map(),
    step(made, value) {
      addToHistogram(made as Histogram, binOf(value as number), 1);
      return made;
    },
    result: (made) => encodeHistogram(made as Histogram),
  });
  const work = createSqliteWork(handle);
  const queries = createReadQueries('sqlite');
  const read = handle.transaction((query: string, args: readonly unknown[]) => work(() => queries(query, args)));
  return (query, args) => read.deferred(query, args);
}

/** Lets a connection see the tables of another file. Names of tables are ours, and each is in one of the two files. */
export function attachFile(handle: Sqlite.Database, path: string): void {
  handle.prepare('attach database ? as beside').run(path);
}
