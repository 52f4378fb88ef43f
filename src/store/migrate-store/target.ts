import type { Client } from 'pg';
import { AppError } from '../../core/errors.ts';
import { describePostgresUrl } from '../postgres/describe-url.ts';

/** @throws AppError `migrate_target_not_empty`, `migrate_target_encoding`, `migrate_target_busy`; call it inside the transaction */
export async function checkTarget(client: Client, url: string): Promise<void> {
  const name = describePostgresUrl(url);
  const { rows: locks } = await client.query<{ taken: boolean }>(
    `select pg_try_advisory_xact_lock(hashtextextended('migrations', 7301)) as taken`,
  );
  if (locks[0]?.taken !== true) {
    throw new AppError({
      code: 'migrate_target_busy',
      message: `Another program is at work on ${name}.`,
      hint: 'Stop it, make the database anew, and begin again.',
    });
  }
  const { rows: encodings } = await client.query<{ encoding: string }>(
    `select pg_encoding_to_char(encoding) as encoding from pg_database where datname = current_database()`,
  );
  if (encodings[0]?.encoding !== 'UTF8') {
    throw new AppError({
      code: 'migrate_target_encoding',
      message: `${name} keeps texts as ${encodings[0]?.encoding}; UTF8 is needed.`,
      hint: "Make it with: create database … encoding 'UTF8' template template0",
    });
  }
  const { rows: tables } = await client.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname in (current_schema(), 'gloss_jobs') order by tablename limit 4`,
  );
  if (tables.length > 0) {
    throw new AppError({
      code: 'migrate_target_not_empty',
      message: `${name} is not empty: it has ${tables.map((table) => table.name).join(', ')}${tables.length > 3 ? ' …' : ''}.`,
      hint: 'Name an empty database, in which Gloss was not started yet; nothing is ever written over.',
    });
  }
}

/** Type by column of one table, in words of SQL; empty where there is no such table. */
export async function columnTypes(client: Client, table: string): Promise<Map<string, string>> {
  const { rows } = await client.query<{ name: string; type: string }>(
    `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
     where attrelid = to_regclass(quote_ident($1)) and attnum > 0 and not attisdropped`,
    [table],
  );
  return new Map(rows.map(({ name, type }) => [name, type]));
}

/** Numbers that the database hands out go on after the highest that was ever handed out. */
export async function setSequence(client: Client, table: string, last: number): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute where attrelid = to_regclass(quote_ident($1)) and attidentity <> ''`,
    [table],
  );
  for (const { name } of rows) {
    const column = `"${name}"`;
    await client.query(
      `select setval(pg_get_serial_sequence(quote_ident($1), $2), greatest(coalesce((select max(${column}) from "${table}"), 0), $3, 1))`,
      [table, name, last],
    );
  }
}
