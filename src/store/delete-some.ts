import type { Dialect } from './database.ts';

/**
 * SQL that deletes up to `@batch` rows that meet a condition.
 * @param key of a table that SQLite keeps without row ids: its columns
 */
export function deleteSome(dialect: Dialect, table: string, condition: string, key = 'rowid'): string {
  const place = dialect === 'sqlite' ? key : 'ctid';
  const some = `select ${place} from ${table} where ${condition} limit @batch`;
  return `delete from ${table} where ${dialect === 'sqlite' ? `(${place}) in (${some})` : `ctid = any(array(${some}))`}`;
}
