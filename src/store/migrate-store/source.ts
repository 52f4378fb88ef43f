import { existsSync } from 'node:fs';
import Sqlite from 'better-sqlite3';
import { AppError } from '../../core/errors.ts';
import type { StoreFiles } from '../backup/back-up.ts';
import { mainMigrations, tracesMigrations } from '../migrations.ts';
import type { Migration } from '../migrations.ts';
import { hasLiveOwner } from '../owner-lock.ts';
import { refuseNewer } from '../refuse-newer.ts';

export interface SourceFile {
  path: string;
  handle: Sqlite.Database;
}

export interface Source {
  files: SourceFile[];
  /** Ends what holds both files at one moment. @throws AppError `store_in_use` where somebody wrote meanwhile */
  finish(): void;
  close(): void;
}

/**
 * Opens both files of a store for reading, each at one moment that stays. A file of traces that is not there has no rows.
 * @throws AppError `migrate_no_source`, `migrate_source_older`, `database_newer`, `store_in_use`
 */
export function openSource({ mainPath, tracesPath }: StoreFiles): Source {
  if (!existsSync(mainPath)) {
    throw new AppError({
      code: 'migrate_no_source',
      message: `There is no SQLite database at ${mainPath}.`,
      hint: 'Name it with --from FILE.',
    });
  }
  if (hasLiveOwner(mainPath)) throw inUse(mainPath, 'A running Gloss holds');
  const files: SourceFile[] = [];
  const close = (): void => {
    for (const { handle } of files.splice(0)) handle.close();
  };
  try {
    for (const [path, migrations] of [
      [mainPath, mainMigrations],
      [tracesPath, tracesMigrations],
    ] as const) {
      if (existsSync(path)) files.push({ path, handle: openFile(path, migrations) });
    }
    const versions = files.map(({ handle }) => versionOf(handle));
    for (const { handle } of files) {
      handle.exec('begin');
      handle.prepare('select count(*) from gloss_migrations').get();
    }
    return {
      files,
      finish() {
        for (const [index, { path, handle }] of files.entries()) {
          handle.exec('commit');
          if (versionOf(handle) !== versions[index]) throw inUse(path, 'Somebody wrote meanwhile to');
        }
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

function openFile(path: string, migrations: readonly Migration[]): Sqlite.Database {
  const handle = new Sqlite(path, { fileMustExist: true, timeout: 10_000 });
  try {
    handle.pragma('query_only = on');
    checkSchema(handle, path, migrations);
    return handle;
  } catch (error) {
    handle.close();
    throw error instanceof AppError ? error : noStore(path, error);
  }
}

/** Goes up where another connection commits. */
function versionOf(handle: Sqlite.Database): unknown {
  return handle.pragma('data_version', { simple: true });
}

function checkSchema(handle: Sqlite.Database, path: string, migrations: readonly Migration[]): void {
  const applied = new Set(handle.prepare<[], string>('select name from gloss_migrations').pluck().all());
  refuseNewer(path, applied, migrations, 'Copy it with that version.');
  const missing = migrations.map(({ name }) => name).filter((name) => !applied.has(name));
  if (missing.length > 0) {
    throw new AppError({
      code: 'migrate_source_older',
      message: `The database ${path} is of an older version of Gloss (it lacks ${missing.join(', ')}).`,
      hint: 'Start this version once with it, which brings it up to date, stop it again, and copy then.',
    });
  }
}

function noStore(path: string, cause: unknown): AppError {
  return new AppError({
    code: 'migrate_no_source',
    message: `${path} is not a database of Gloss: ${cause instanceof Error ? cause.message : String(cause)}.`,
    hint: 'Name the right file with --from FILE.',
    cause,
  });
}

function inUse(path: string, what: string): AppError {
  return new AppError({
    code: 'store_in_use',
    message: `${what} ${path}.`,
    hint: 'Stop it first and begin again; what it writes while it is copied would be lost.',
  });
}
