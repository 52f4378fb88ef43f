import Sqlite from 'better-sqlite3';
import { AppError, toAppError } from '../core/errors.ts';

/** As toAppError, but a database that is busy, full or failing is `store_unavailable`, which is tried again. */
export function toJobError(thrown: unknown): AppError {
  if (thrown instanceof Sqlite.SqliteError && /^SQLITE_(?:BUSY|FULL|IOERR|LOCKED)/.test(thrown.code)) {
    return new AppError({
      code: 'store_unavailable',
      message: `The database did not take a write (${thrown.code}).`,
      hint: 'Check the free space of the disk and whether another program holds the database file.',
      retryable: true,
      cause: thrown,
    });
  }
  return toAppError(thrown);
}
