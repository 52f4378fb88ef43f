/** Everything that scans, over two read handles; runs in the read worker, or in place for databases in memory. */
import type Sqlite from 'better-sqlite3';
import { createAnalyticsQueries } from './analytics-queries.ts';
import type { AnalyticsQueries } from './analytics-queries.ts';
import { createLinkQueries } from './library/link-queries.ts';
import type { Work } from './database.ts';
import type { LinkQueries } from './library/link-queries.ts';
import { createSqliteWork } from './sqlite-work.ts';

/** Works as functions that have run them. */
export type Done<Works> = {
  [Key in keyof Works]: Works[Key] extends (...args: infer Args) => Work<infer Result>
    ? (...args: Args) => Result
    : never;
};

export interface ReadQueries extends AnalyticsQueries, Done<LinkQueries> {}

/** Runs one of the queries by name, off the event loop where it can. */
export type RunQuery = <K extends keyof ReadQueries>(
  query: K,
  ...args: Parameters<ReadQueries[K]>
) => Promise<ReturnType<ReadQueries[K]>>;

export function createReadQueries(traces: Sqlite.Database, main: Sqlite.Database): ReadQueries {
  const run = createSqliteWork(main);
  const links = createLinkQueries('sqlite');
  return {
    ...createAnalyticsQueries(traces, main),
    searchLinks: (...args) => run(() => links.searchLinks(...args)),
    recentLinks: (...args) => run(() => links.recentLinks(...args)),
    digestLinks: (...args) => run(() => links.digestLinks(...args)),
    relatedLinks: (...args) => run(() => links.relatedLinks(...args)),
  };
}
