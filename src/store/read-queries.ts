/** Everything that scans. On SQLite it runs in the read worker, on PostgreSQL on connections of its own. */
import { createAnalyticsQueries } from './analytics-queries.ts';
import type { AnalyticsQueries } from './analytics-queries.ts';
import type { Dialect, Work } from './database.ts';
import { createLinkQueries } from './library/link-queries.ts';
import type { LinkQueries } from './library/link-queries.ts';

export interface ReadQueries extends AnalyticsQueries, LinkQueries {}

type ResultOf<Query extends (...args: never[]) => Work<unknown>> =
  ReturnType<Query> extends Work<infer Result> ? Result : never;

/** Runs one of the queries by name, off the event loop where it can. */
export type RunQuery = <K extends keyof ReadQueries>(
  query: K,
  ...args: Parameters<ReadQueries[K]>
) => Promise<ResultOf<ReadQueries[K]>>;

/** @returns the queries by name, for whoever gets the name from elsewhere */
export function createReadQueries(dialect: Dialect): (query: string, args: readonly unknown[]) => Work<unknown> {
  const queries: ReadQueries = { ...createAnalyticsQueries(dialect), ...createLinkQueries(dialect) };
  const byName = queries as unknown as Record<string, (...args: readonly unknown[]) => Work<unknown>>;
  return (query, args) => {
    const make = byName[query];
    if (!make) throw new Error(`There is no query ${query}.`);
    return make(...args);
  };
}
