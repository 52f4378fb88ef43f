import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import SqliteDatabase from 'better-sqlite3';
import type { WorkspaceStorage } from '../core/workspace-storage.ts';

/** The local workspace's own small SQLite file: one row for each record. `file` may be `:memory:`. */
export function createWorkspaceStorage(file: string): WorkspaceStorage {
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true });
  const database = new SqliteDatabase(file);
  database.pragma('journal_mode = WAL');
  database.pragma('synchronous = NORMAL');
  database.exec('CREATE TABLE IF NOT EXISTS workspace_record (key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID');
  const select = database.prepare<[], { key: string; json: string }>(
    'SELECT key, json FROM workspace_record ORDER BY key',
  );
  const upsert = database.prepare(
    'INSERT INTO workspace_record (key, json) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET json = excluded.json',
  );
  const remove = database.prepare('DELETE FROM workspace_record WHERE key = ?');
  const write = database.transaction((changes: readonly { key: string; json: string | null }[]) => {
    for (const { key, json } of changes) {
      if (json === null) remove.run(key);
      else upsert.run(key, json);
    }
  });
  return {
    load: () => Promise.resolve(select.all()),
    write(changes) {
      write.immediate(changes);
      return Promise.resolve();
    },
    close() {
      database.close();
      return Promise.resolve();
    },
  };
}
