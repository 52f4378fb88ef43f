import { createHash } from 'node:crypto';
import type { Client } from 'pg';
import type { TableSeal } from '../backup-manifest.ts';

const rowsAtOnce = 1000;

interface StoredTable {
  /** Quoted, with its schema. */
  path: string;
  /** With its schema where that is not the usual one. */
  name: string;
  /** Columns of its primary key, as SQL; null where it has none. */
  key: string | null;
}

/** Every table that holds rows, of all schemas but PostgreSQL's own. */
export async function storedTables(client: Client): Promise<StoredTable[]> {
  const { rows } = await client.query<StoredTable>(
    `select format('%I.%I', nspname, relname) as path,
       case when nspname = current_schema() then relname else nspname || '.' || relname end as name,
       (select string_agg(quote_ident(attname), ', ' order by place)
        from pg_index, unnest(indkey) with ordinality as part (number, place)
        join pg_attribute on attnum = number and attrelid = pg_class.oid
        where indrelid = pg_class.oid and indisprimary) as key
     from pg_class join pg_namespace on pg_namespace.oid = relnamespace
     where relkind = 'r' and nspname <> 'information_schema' and nspname not like 'pg\\_%' order by 2`,
  );
  return rows;
}

/** Counts and hashes every table as the running transaction sees it, by the words that PostgreSQL itself has for each row. */
export async function sealDatabase(client: Client): Promise<Record<string, TableSeal>> {
  await client.query(`set local time zone 'UTC'`);
  await client.query('set local extra_float_digits = 1');
  const sealed: Record<string, TableSeal> = {};
  for (const table of await storedTables(client)) sealed[table.name] = await sealTable(client, table);
  return sealed;
}

async function sealTable(client: Client, { path, key }: StoredTable): Promise<TableSeal> {
  const hash = createHash('sha256');
  const order = key ?? 'whole_row::text collate "C"';
  await client.query(
    `declare sealing no scroll cursor for select whole_row::text from ${path} as whole_row order by ${order}`,
  );
  let total = 0;
  for (let count = rowsAtOnce; count === rowsAtOnce; total += count) {
    const { rows } = await client.query<[string]>({ text: `fetch ${rowsAtOnce} from sealing`, rowMode: 'array' });
    for (const [row] of rows) hash.update(`${row}\n`);
    count = rows.length;
  }
  await client.query('close sealing');
  return { rows: total, sha256: hash.digest('hex') };
}
