import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import { manifestName } from './backup-manifest.ts';
import type { BackupFile, BackupManifest } from './backup-manifest.ts';

/**
 * Makes a backup's folder: under its real name only once it is whole, and with nothing left where it fails.
 * @param folder must not exist, or be empty
 * @param write puts the files into the folder that it is given
 * @throws AppError `backup_exists`, `backup_failed`, those of `write`
 */
export async function writeBackup(
  folder: string,
  createdAt: Date,
  write: (partial: string) => Promise<BackupFile[]>,
): Promise<BackupManifest> {
  if (existsSync(folder) && readdirSync(folder).length > 0) {
    throw new AppError({
      code: 'backup_exists',
      message: `The folder ${folder} is not empty.`,
      hint: 'Name a new folder; a backup never writes over another one.',
    });
  }
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  try {
    const manifest: BackupManifest = { format: 1, createdAt: createdAt.toISOString(), files: await write(partial) };
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
