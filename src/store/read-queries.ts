/** Everything that scans, over two read handles; runs in the read worker, or in place for databases in memory. */
import type Sqlite from 'better-sqlite3';
import { createAnalyticsQueries } from './analytics-queries.ts';
import type { AnalyticsQueries } from './analytics-queries.ts';
import { createLinkQueries } from './library/link-queries.ts';
import type { LinkQueries } from './library/link-queries.ts';

export interface ReadQueries extends AnalyticsQueries, LinkQueries {}

/** Runs one of the queries by name, off the event loop where it can. */
export type RunQuery = <K extends keyof ReadQueries>(
  query: K,
  ...args: Parameters<ReadQueries[K]>
) => Promise<ReturnType<ReadQueries[K]>>;

export function createReadQueries(traces: Sqlite.Database, main: Sqlite.Database): ReadQueries {
  return { ...createAnalyticsQueries(traces, main), ...createLinkQueries(main) };
}
