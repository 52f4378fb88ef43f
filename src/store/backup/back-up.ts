import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { AppError } from '../../core/errors.ts';
import { type BackupFile, type BackupManifest, manifestName } from './backup-manifest.ts';
import { fileHash } from './file-hash.ts';
import { sealTables } from './seal-tables.ts';

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
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new AppError({
      code: 'backup_exists',
      message: `The folder ${folder} is not empty.`,
      hint: 'Name a new folder; a backup never writes over another one.',
    });
  }
  // Under its real name only once it is whole.
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    const copied: BackupFile[] = [];
    for (const [name, source] of [
      ['traces.db', files.tracesPath],
      ['gloss.db', files.mainPath],
    ] as const) {
      if (existsSync(source)) copied.push(await copyFile(name, source, join(partial, name)));
    }
    const manifest: BackupManifest = { format: 1, createdAt: createdAt.toISOString(), files: copied };
    writeFileSync(join(partial, manifestName), `${JSON.stringify(manifest, null, 2)}\n`);
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(dirname(folder), { recursive: true });
    renameSync(partial, folder);
    return manifest;
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (error instanceof AppError) throw error;
    throw new AppError({
      code: 'backup_failed',
      message: `The backup could not be made: ${error instanceof Error ? error.message : String(error)}.`,
      hint: 'Check that the disk has room for a second copy; nothing was left behind.',
      cause: error,
    });
  }
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
