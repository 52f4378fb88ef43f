import { AppError } from '../core/errors.ts';
import type { Migration } from './migrations.ts';

/**
 * @param name of the database, for people
 * @param applied names of the migrations that it has
 * @param hint what to do then
 * @throws AppError `database_newer` where it has one that this program does not know
 */
export function refuseNewer(
  name: string,
  applied: Iterable<string>,
  migrations: readonly Migration[],
  hint: string,
): void {
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = [...applied].filter((one) => !known.has(one));
  if (unknown.length === 0) return;
  throw new AppError({
    code: 'database_newer',
    message: `The database ${name} was written by a newer version of Gloss (it has ${unknown.join(', ')}).`,
    hint,
  });
}
