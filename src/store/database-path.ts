import { AppError } from '../core/errors.ts';

/** A scheme has two letters or more: one letter is a Windows drive. */
const scheme = /^([a-z][a-z0-9+.-]+):/i;

/** True for what `DATABASE_URL` may hold. */
export function isDatabaseUrl(url: string): boolean {
  return isSqliteUrl(url) || isPostgresUrl(url);
}

/** True for `postgres://…` and `postgresql://…`. */
export function isPostgresUrl(url: string): boolean {
  return /^postgres(?:ql)?:\/\/./i.test(url);
}

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
      ? `The database must be a SQLite file (a path or sqlite:path) or postgres://…; "${found}:" is not supported.`
      : 'The database must be a SQLite file (a path or sqlite:path) or postgres://…, and nothing is named.',
    hint: 'Leave DATABASE_URL out to use data/gloss.db.',
  });
}

function pathOf(url: string): string {
  return url.replace(/^(?:sqlite|file):(?:\/\/)?/i, '');
}
