import type { Dialect } from './database.ts';

/** SQL that deletes up to `@batch` rows that meet a condition. */
export function deleteSome(dialect: Dialect, table: string, condition: string): string {
  const place = dialect === 'sqlite' ? 'rowid' : 'ctid';
  const some = `select ${place} from ${table} where ${condition} limit @batch`;
  return `delete from ${table} where ${place} ${dialect === 'sqlite' ? `in (${some})` : `= any(array(${some}))`}`;
}
