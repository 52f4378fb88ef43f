import Sqlite from 'better-sqlite3';
import { isPostgresUrl } from '../../src/store/database-path.ts';
import { askPostgres } from './postgres.ts';

/** What lies in a database, past the store. @param url a SQLite file or postgres://… */
export async function rawRows(url: string, sql: string): Promise<Record<string, unknown>[]> {
  if (!isPostgresUrl(url)) {
    const handle = new Sqlite(url, { readonly: true });
    try {
      return handle.prepare<[], Record<string, unknown>>(sql).all();
    } finally {
      handle.close();
    }
  }
  return askPostgres(url, sql);
}
