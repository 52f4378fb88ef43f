import type { SourceFile } from './source.ts';

export interface SourceTable {
  name: string;
  file: SourceFile;
  columns: string[];
  /** What tells its rows apart, in which order they are read. */
  key: string[];
  /** Tables that its rows point to. */
  parents: string[];
}

/**
 * All tables of the schema with rows of their own, each after those that it points to. The index of words is left out: it is built again. So is
 * the list of migrations, which the target writes itself.
 */
export function sourceTables(files: readonly SourceFile[]): SourceTable[] {
  const tables = files.flatMap((file) =>
    file.handle
      .prepare<[], string>(
        `select name from pragma_table_list where schema = 'main' and type = 'table'
         and substr(name, 1, 7) <> 'sqlite_' and name <> 'gloss_migrations' order by name`,
      )
      .pluck()
      .all()
      .map((name) => describeTable(file, name)),
  );
  const sorted: SourceTable[] = [];
  const add = (table: SourceTable): void => {
    if (sorted.includes(table)) return;
    for (const parent of tables) if (parent !== table && table.parents.includes(parent.name)) add(parent);
    sorted.push(table);
  };
  for (const table of tables) add(table);
  return sorted;
}

function describeTable(file: SourceFile, name: string): SourceTable {
  const rows = file.handle
    .prepare<[string], { name: string; pk: number }>('select name, pk from pragma_table_info(?)')
    .all(name);
  const columns = rows.map((row) => row.name);
  const primary = rows.filter(({ pk }) => pk > 0).toSorted((a, b) => a.pk - b.pk);
  const unique = file.handle
    .prepare<[string], string>(
      `select info.name from pragma_index_info(
         (select name from pragma_index_list(?) where "unique" = 1 and partial = 0 order by seq desc limit 1)) as info order by info.seqno`,
    )
    .pluck()
    .all(name);
  const key = [primary.map((row) => row.name), unique].find((found) => found.length > 0) ?? columns;
  const parents = file.handle
    .prepare<[string], string>('select distinct "table" from pragma_foreign_key_list(?)')
    .pluck()
    .all(name);
  return { name, file, columns, key, parents };
}
