/**
 * Proof that the process behind an owner id is alive: it holds a lock on a small file, and the operating system takes the lock back
 * the moment the process ends, however it ends. No process id is compared, so a reused one cannot deceive. SQLite holds the lock
 * because Node has no file locks of its own; the file stays empty.
 */
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';

export interface OwnerLock {
  release(): void;
}

const infix = '-owner-';

function lockPath(databasePath: string, ownerId: string): string {
  return `${databasePath}${infix}${ownerId}`;
}

export function takeOwnerLock(databasePath: string, ownerId: string): OwnerLock {
  const path = lockPath(databasePath, ownerId);
  for (;;) {
    const lock = new Sqlite(path, { timeout: 1000 });
    takeLock(lock);
    // A process that tidies up may have removed the file between its making and its locking: then nobody could see the lock.
    if (existsSync(path)) {
      return {
        release() {
          rmSync(path, { force: true });
          lock.close();
        },
      };
    }
    lock.close();
  }
}

/** Removes the lock file of a dead owner. A live owner's file always exists. */
export function isOwnerAlive(databasePath: string, ownerId: string): boolean {
  return isLocked(lockPath(databasePath, ownerId));
}

/** Removes the lock files of all dead owners of a database. */
export function removeDeadOwners(databasePath: string): void {
  for (const path of lockFiles(databasePath)) isLocked(path);
}

/** Whether any running process works on a database; lock files of dead ones are removed. */
export function hasLiveOwner(databasePath: string): boolean {
  return lockFiles(databasePath).filter(isLocked).length > 0;
}

function lockFiles(databasePath: string): string[] {
  const prefix = basename(databasePath) + infix;
  const folder = dirname(databasePath);
  return readdirSync(folder)
    .filter((name) => name.startsWith(prefix))
    .map((name) => join(folder, name));
}

function isLocked(path: string): boolean {
  if (!existsSync(path)) return false;
  const probe = new Sqlite(path, { timeout: 0 });
  try {
    takeLock(probe);
    rmSync(path, { force: true });
    return false;
  } catch (error) {
    if (error instanceof Sqlite.SqliteError && error.code.startsWith('SQLITE_BUSY')) return true;
    throw error;
  } finally {
    probe.close();
  }
}

function takeLock(file: Sqlite.Database): void {
  // Else there would be a second file beside it.
  file.pragma('journal_mode = memory');
  file.exec('begin exclusive');
}
