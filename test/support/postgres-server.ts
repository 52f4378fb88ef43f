/** One PostgreSQL for a whole run of the tests; each test gets a database of its own in it. */
import type { TestProject } from 'vitest/node';
import { findPostgres, startPostgres } from './postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Of its administrative database; null where no PostgreSQL is installed. */
    postgresUrl: string | null;
  }
}

/** Called by vitest before all tests. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  if (findPostgres() === null) {
    project.provide('postgresUrl', null);
    process.stderr.write(
      'No PostgreSQL is installed: tests of the store run on SQLite only, those of PostgreSQL alone are skipped.\n',
    );
    return async () => undefined;
  }
  const server = await startPostgres();
  project.provide('postgresUrl', server.url);
  return async () => {
    await server[Symbol.asyncDispose]();
  };
}
