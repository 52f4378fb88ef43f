import { createHash } from 'node:crypto';
import Sqlite from 'better-sqlite3';
import { AppError } from '../../core/errors.ts';
import type { TableSeal } from './backup-manifest.ts';

/**
 * Counts and hashes every table of a SQLite file that nobody writes. Of a search index its inner tables are taken, in which its rows are.
 * @throws AppError `backup_damaged` where SQLite finds the file not whole.
 */
export function sealTables(path: string): Record<string, TableSeal> {
  const file = new Sqlite(path, { readonly: true, fileMustExist: true });
  try {
    checkWhole(file, path);
    const names = file
      .prepare<[], string>(
        "select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\' and sql not like 'create virtual%' order by name",
      )
      .pluck()
      .all();
    return Object.fromEntries(names.map((name) => [name, sealTable(file, name)]));
  } finally {
    file.close();
  }
}

function checkWhole(file: Sqlite.Database, path: string): void {
  let found: unknown;
  try {
    found = file.pragma('integrity_check(1)', { simple: true });
  } catch (error) {
    found = error instanceof Error ? error.message : String(error);
  }
  if (found === 'ok') return;
  throw new AppError({
    code: 'backup_damaged',
    message: `The file ${path} is damaged: ${String(found)}.`,
    hint: 'Use an earlier backup.',
  });
}

function sealTable(file: Sqlite.Database, name: string): TableSeal {
  const hash = createHash('sha256');
  let rows = 0;
  for (const row of file
    .prepare<[], unknown[]>(`select * from "${name.replaceAll('"', '""')}"`)
    .raw()
    .iterate()) {
    hash.update(
      JSON.stringify(row, (_key, value: unknown) => (Buffer.isBuffer(value) ? value.toString('hex') : value)),
    );
    hash.update('\n');
    rows += 1;
  }
  return { rows, sha256: hash.digest('hex') };
}
