import type { WorkspaceStorage } from '../core/workspace-storage.ts';
import { openSqlite } from './sqlite-database.ts';

/** The local workspace's own small SQLite file: one row for each record. @throws AppError `database_open_failed` */
export function createWorkspaceStorage(path: string): WorkspaceStorage {
  const { handle, close } = openSqlite({ path, busyTimeoutMs: 5000, synchronous: 'normal' });
  handle.exec('CREATE TABLE IF NOT EXISTS workspace_record (key TEXT PRIMARY KEY, json TEXT NOT NULL) WITHOUT ROWID');
  const select = handle.prepare<[], { key: string; json: string }>(
    'SELECT key, json FROM workspace_record ORDER BY key',
  );
  const upsert = handle.prepare(
    'INSERT INTO workspace_record (key, json) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET json = excluded.json',
  );
  const remove = handle.prepare('DELETE FROM workspace_record WHERE key = ?');
  const write = handle.transaction((changes: readonly { key: string; json: string | null }[]) => {
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
      close();
      return Promise.resolve();
    },
  };
}
