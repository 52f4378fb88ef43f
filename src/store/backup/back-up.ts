import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '../../core/errors.ts';
import type { BackupFile, BackupManifest } from './backup-manifest.ts';
import { fileHash } from './file-hash.ts';
import { sealTables } from './seal-tables.ts';
import { writeBackup } from './write-backup.ts';

/** Where the two files of a store are. */
export interface StoreFiles {
  mainPath: string;
  tracesPath: string;
}

/**
 * Copies both files of a store into a new folder while the program goes on: each copy is one moment of its file, however much is written
 * meanwhile, because SQLite reads it in one transaction. The two moments are seconds apart, traces first, so a summary's trace may be
 * missing at the edge, never the summary of a job. For a process of its own: it reads without a pause.
 * @param folder must not exist, or be empty
 * @throws AppError `backup_exists`, `backup_no_store`, `backup_failed`.
 */
export async function backUp(files: StoreFiles, folder: string, createdAt: Date): Promise<BackupManifest> {
  if (!existsSync(files.mainPath)) {
    throw new AppError({
      code: 'backup_no_store',
      message: `There is no database at ${files.mainPath}.`,
      hint: 'Check DATABASE_URL, or start Gloss once.',
    });
  }
  return writeBackup(folder, createdAt, async (partial) => {
    const copied: BackupFile[] = [];
    for (const [name, source] of [
      ['traces.db', files.tracesPath],
      ['gloss.db', files.mainPath],
    ] as const) {
      if (existsSync(source)) copied.push(await copyFile(name, source, join(partial, name)));
    }
    return copied;
  });
}

async function copyFile(name: BackupFile['name'], source: string, target: string): Promise<BackupFile> {
  const file = new Sqlite(source, { readonly: true, fileMustExist: true, timeout: 10_000 });
  try {
    // Not the page-by-page backup: that begins again whenever another process writes.
    file.prepare('vacuum into ?').run(target);
  } finally {
    file.close();
  }
  return { name, bytes: statSync(target).size, sha256: await fileHash(target), tables: sealTables(target) };
}
