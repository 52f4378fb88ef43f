import { AppError } from '../core/errors.ts';

/** A scheme has two letters or more: one letter is a Windows drive. */
const scheme = /^([a-z][a-z0-9+.-]+):/i;

/** True for a plain path, `sqlite:path` and `file:path`. */
export function isSqliteUrl(url: string): boolean {
  const found = scheme.exec(url)?.[1]?.toLowerCase();
  return (found === undefined || found === 'sqlite' || found === 'file') && pathOf(url) !== '';
}

/**
 * The file behind a `DATABASE_URL`: `data/gloss.db`, `sqlite:data/gloss.db` and `sqlite:///var/lib/gloss.db` (absolute) are understood,
 * and `:memory:` for a program that keeps nothing.
 * @throws AppError `database_unsupported`.
 */
export function parseDatabasePath(url: string): string {
  if (!isSqliteUrl(url)) throw unsupportedDatabase(url);
  return pathOf(url);
}

/** Never shows more of the URL than its scheme: the rest may hold a password. */
export function unsupportedDatabase(url: string): AppError {
  const found = scheme.exec(url)?.[1];
  return new AppError({
    code: 'database_unsupported',
    message: found
      ? `The database must be a SQLite file (a path or sqlite:path); "${found}:" is not supported in this release.`
      : 'The database must be a SQLite file (a path or sqlite:path), and no path is given.',
    hint: 'Leave DATABASE_URL out to use data/gloss.db. PostgreSQL comes with a later release.',
  });
}

function pathOf(url: string): string {
  return url.replace(/^(?:sqlite|file):(?:\/\/)?/i, '');
}
