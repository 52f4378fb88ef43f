import { sql } from 'kysely';
import type { Kysely } from 'kysely';
import { all, change } from './database.ts';
import type { Database, Work } from './database.ts';
import { refuseNewer } from './refuse-newer.ts';
import type { Migration } from './migrations.ts';
import { toPostgresTable } from './postgres/to-postgres-table.ts';

/**
 * Brings a database to the newest schema. Everything happens inside one transaction, so programs that start at once do it one after the
 * other and the second finds nothing to do.
 * @param name of the database, for people
 * @returns the names of the migrations that were applied.
 * @throws AppError `database_newer` where it holds a migration that this program does not know.
 */
export function migrate(
  database: Pick<Database<unknown>, 'dialect' | 'transact'> & { kysely: unknown },
  name: string,
  migrations: readonly Migration[],
  nowMs: number,
): Promise<string[]> {
  const kysely = database.kysely as Kysely<{ gloss_migrations: { name: string; applied_at: number } }>;
  const run = (text: string): Work<number> => {
    const own = database.dialect === 'postgres' ? toPostgresTable(text) : text;
    return change({ compile: () => sql.raw<never>(own).compile(kysely) });
  };

  return database.transact('migrations', function* () {
    yield* run('create table if not exists "gloss_migrations" ("name" text primary key, "applied_at" bigint not null)');
    const rows = yield* all(kysely.selectFrom('gloss_migrations').select('name').orderBy('name'));
    const applied = new Set(rows.map((row) => row.name));
    refuseNewer(name, applied, migrations, 'Start the newer version again, or give this one a different database.');
    const pending = migrations.filter((migration) => !applied.has(migration.name));
    for (const migration of pending) {
      for (const step of migration.steps(kysely as unknown as Kysely<never>, database.dialect))
        yield* run(step.compile().sql);
      yield* change(kysely.insertInto('gloss_migrations').values({ name: migration.name, applied_at: nowMs }));
    }
    return pending.map((migration) => migration.name);
  });
}
