import { openPostgres } from '../../src/store/postgres/postgres-database.ts';
import type { Database, Dialect } from '../../src/store/database.ts';
import { migrate } from '../../src/store/migrate.ts';
import { mainMigrations, tracesMigrations } from '../../src/store/migrations.ts';
import type { MainSchema, TracesSchema } from '../../src/store/schema.ts';
import { openSqlite } from '../../src/store/sqlite-database.ts';
import { createMigratedDatabase } from './postgres-database.ts';
import { findPostgres } from './postgres.ts';
import { createTestOutside } from './test-outside.ts';

/** For `describe.each`: what is kept must be kept alike by both. PostgreSQL is left out where none is installed; the run says so. */
export const dialects: readonly Dialect[] = findPostgres() === null ? ['sqlite'] : ['sqlite', 'postgres'];

export interface TestDatabase extends AsyncDisposable {
  database: Database<MainSchema & TracesSchema>;
}

/** All tables of the house in one empty database. */
export async function openTestDatabase(dialect: Dialect): Promise<TestDatabase> {
  const migrations = [...mainMigrations, ...tracesMigrations];
  if (dialect === 'sqlite') {
    const database = openSqlite<MainSchema & TracesSchema>({ path: ':memory:', busyTimeoutMs: 0, synchronous: 'full' });
    await migrate(database, ':memory:', migrations, 0);
    return { database, [Symbol.asyncDispose]: async () => database.close() };
  }
  const place = await createMigratedDatabase();
  const options = { url: place.url, poolSize: 5, queryTimeoutMs: 5000, busyTimeoutMs: 5000 };
  const database = openPostgres<MainSchema & TracesSchema>(options, createTestOutside().log);
  await migrate(database, 'PostgreSQL', migrations, 0);
  return {
    database,
    async [Symbol.asyncDispose]() {
      await database.close();
      await place[Symbol.asyncDispose]();
    },
  };
}
