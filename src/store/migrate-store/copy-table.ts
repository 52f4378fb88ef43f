import type { Client } from 'pg';
import { AppError } from '../../core/errors.ts';
import type { SourceTable } from './source-tables.ts';
import { createTableSeal, storable } from './table-seal.ts';
import type { TableSeal } from './table-seal.ts';
import { columnTypes } from './target.ts';

/** One statement takes so many rows, or so many characters, whichever is reached first. */
const batchRows = 1000;
const batchLength = 4_000_000;

export interface CopiedTable extends TableSeal {
  /** Texts that lost a character that PostgreSQL cannot hold. */
  changedTexts: number;
}

/**
 * Every row as it is, in the order of the key.
 * @param progress called after each statement with the rows so far
 * @throws AppError `migrate_no_table`, `migrate_row_refused`
 */
export async function copyTable(
  table: SourceTable,
  client: Client,
  progress: (rows: number) => void,
): Promise<CopiedTable> {
  const types = await columnTypes(client, table.name);
  const insert = insertText(table, types);
  const seal = createTableSeal();
  const columns: unknown[][] = table.columns.map(() => []);
  let changedTexts = 0;
  let length = 0;
  let rows = 0;

  async function flush(): Promise<void> {
    if (columns[0] === undefined || columns[0].length === 0) return;
    try {
      await client.query(insert, columns);
    } catch (thrown) {
      throw refused(table, thrown);
    }
    for (const column of columns) column.length = 0;
    length = 0;
    progress(rows);
  }

  for (const row of readRows(table)) {
    seal.add(row);
    for (const [index, value] of row.entries()) {
      const text = typeof value === 'string' ? storable(value) : value;
      if (text !== value) changedTexts += 1;
      columns[index]?.push(text);
      if (typeof value === 'string' || value instanceof Uint8Array) length += value.length;
    }
    rows += 1;
    if (rows % batchRows === 0 || length >= batchLength) await flush();
  }
  await flush();
  return { ...seal.result(), changedTexts };
}

export function columnList({ columns }: SourceTable): string {
  return columns.map(quoted).join(', ');
}

export function keyList({ key }: SourceTable): string {
  return key.map(quoted).join(', ');
}

function readRows(table: SourceTable): IterableIterator<unknown[]> {
  return table.file.handle
    .prepare<[], unknown[]>(`select ${columnList(table)} from ${quoted(table.name)} order by ${keyList(table)}`)
    .raw()
    .iterate();
}

function insertText(table: SourceTable, types: ReadonlyMap<string, string>): string {
  const missing = table.columns.filter((column) => !types.has(column));
  if (missing.length > 0) {
    throw new AppError({
      code: 'migrate_no_table',
      message: `PostgreSQL has no place for ${missing.map((column) => `${table.name}.${column}`).join(', ')}.`,
      hint: 'This is a mistake in Gloss; nothing was written.',
    });
  }
  const lists = table.columns.map((column, index) => `$${index + 1}::${types.get(column)}[]`);
  return `insert into ${quoted(table.name)} (${columnList(table)}) select * from unnest(${lists.join(', ')})`;
}

function refused(table: SourceTable, thrown: unknown): AppError {
  return new AppError({
    code: 'migrate_row_refused',
    message: `PostgreSQL did not take rows of ${table.name}: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
    hint: 'Nothing was written; look at what the table holds.',
    cause: thrown,
  });
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
