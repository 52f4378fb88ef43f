import type { Client } from 'pg';
import { columnList, keyList } from './copy-table.ts';
import type { SourceTable } from './source-tables.ts';
import { createTableSeal } from './table-seal.ts';
import type { TableSeal } from './table-seal.ts';

const rowsAtOnce = 1000;

/** Reads back what was written, a part at a time; inside the transaction. */
export async function sealTarget(client: Client, table: SourceTable): Promise<TableSeal> {
  const seal = createTableSeal();
  await client.query(
    `declare written no scroll cursor for select ${columnList(table)} from "${table.name}" order by ${keyList(table)}`,
  );
  for (let count = rowsAtOnce; count === rowsAtOnce;) {
    const { rows } = await client.query<unknown[]>({ text: `fetch ${rowsAtOnce} from written`, rowMode: 'array' });
    for (const row of rows) seal.add(row);
    count = rows.length;
  }
  await client.query('close written');
  return seal.result();
}
