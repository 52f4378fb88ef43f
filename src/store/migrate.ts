import type { Kysely } from 'kysely';
import { AppError } from '../core/errors.ts';
import type { Migration } from './migrations.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/**
 * Brings a database to the newest schema. Everything happens inside one write transaction, so two programs that start at once do it
 * one after the other and the second finds nothing to do.
 * @returns the names of the migrations that were applied.
 * @throws AppError `database_newer` where the file holds a migration that this program does not know.
 */
export function migrate<Schema>(
  database: SqliteDatabase<Schema>,
  migrations: readonly Migration[],
  nowMs: number,
): string[] {
  const { handle } = database;
  return handle
    .transaction(() => {
      handle.exec('create table if not exists gloss_migrations (name text primary key, applied_at bigint not null)');
      const applied = new Set(
        handle.prepare<[], string>('select name from gloss_migrations order by name').pluck().all(),
      );
      const known = new Set(migrations.map((migration) => migration.name));
      const unknown = [...applied].filter((name) => !known.has(name));
      if (unknown.length > 0) {
        throw new AppError({
          code: 'database_newer',
          message: `The database ${database.path} was written by a newer version of Gloss (it has ${unknown.join(', ')}).`,
          hint: 'Start the newer version again, or give this one a different database file.',
        });
      }
      const pending = migrations.filter((migration) => !applied.has(migration.name));
      const record = handle.prepare('insert into gloss_migrations (name, applied_at) values (?, ?)');
      for (const migration of pending) {
        for (const step of migration.steps(database.kysely as unknown as Kysely<never>))
          handle.exec(step.compile().sql);
        record.run(migration.name, nowMs);
      }
      return pending.map((migration) => migration.name);
    })
    .immediate();
}
