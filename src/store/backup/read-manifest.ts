import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import { BackupManifest, manifestName } from './backup-manifest.ts';

/** @throws AppError `backup_unreadable` */
export function readManifest(folder: string): BackupManifest {
  const path = join(folder, manifestName);
  try {
    return BackupManifest.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    throw new AppError({
      code: 'backup_unreadable',
      message: existsSync(path) ? `${path} is not the list of a backup.` : `There is no backup in ${folder}.`,
      hint: `A whole backup is a folder with ${manifestName} in it.`,
      cause: error,
    });
  }
}
