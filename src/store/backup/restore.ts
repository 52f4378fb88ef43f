import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../core/errors.ts';
import { hasLiveOwner } from '../owner-lock.ts';
import type { StoreFiles } from './back-up.ts';
import type { BackupFile, BackupManifest } from './backup-manifest.ts';
import { fileHash } from './file-hash.ts';
import { readManifest } from './read-manifest.ts';
import { sealTables } from './seal-tables.ts';

export interface Restored {
  manifest: BackupManifest;
  /** Where what stood there before was put. */
  movedTo: string[];
}

/**
 * Checks a backup against its own `backup.json` (size, hash, and the rows of every table), then puts its files where the store belongs.
 * What stands there is moved aside, never removed.
 * @throws AppError `backup_unreadable`, `backup_damaged`, `store_in_use`, `store_exists`.
 */
export async function restore(
  folder: string,
  files: StoreFiles,
  options: { replace: boolean; now: Date },
): Promise<Restored> {
  const manifest = readManifest(folder);
  if (manifest.files.some(({ name }) => name === 'gloss.dump')) {
    throw new AppError({
      code: 'backup_unreadable',
      message: `The backup in ${folder} is of a PostgreSQL database, and DATABASE_URL names a SQLite file.`,
      hint: 'Set DATABASE_URL to an empty PostgreSQL database.',
    });
  }
  for (const file of manifest.files) await check(file, join(folder, file.name));
  if (existsSync(files.mainPath) && hasLiveOwner(files.mainPath)) {
    throw new AppError({
      code: 'store_in_use',
      message: `A running Gloss holds ${files.mainPath}.`,
      hint: 'Stop it first; a restore under a running program would lose what it writes.',
    });
  }
  const targets = manifest.files.map(({ name }) => ({
    from: join(folder, name),
    to: name === 'gloss.db' ? files.mainPath : files.tracesPath,
  }));
  const standing = targets.map(({ to }) => to).filter((path) => existsSync(path));
  if (standing.length > 0 && !options.replace) {
    throw new AppError({
      code: 'store_exists',
      message: `There is a database already: ${standing.join(', ')}.`,
      hint: 'Say --replace to move it aside, or point DATABASE_URL and GLOSS_STORE_TRACES_FILE somewhere else.',
    });
  }
  // All copies first: after this only renames can go wrong.
  for (const { from, to } of targets) {
    mkdirSync(dirname(to), { recursive: true });
    copyFileSync(from, `${to}.restoring`);
  }
  const stamp = options.now.toISOString().replaceAll(/[:.]/g, '-');
  const movedTo = targets.flatMap(({ to }) => {
    const moved = moveAside(to, stamp);
    renameSync(`${to}.restoring`, to);
    return moved;
  });
  return { manifest, movedTo };
}

async function check(file: BackupFile, path: string): Promise<void> {
  const damaged = (what: string): AppError =>
    new AppError({
      code: 'backup_damaged',
      message: `${path} is not what was backed up: ${what}.`,
      hint: 'Use another backup.',
    });
  if (!existsSync(path)) throw damaged('the file is missing');
  if (statSync(path).size !== file.bytes) throw damaged('its size is another');
  if ((await fileHash(path)) !== file.sha256) throw damaged('its content is another');
  const sealed = sealTables(path);
  for (const name of new Set([...Object.keys(sealed), ...Object.keys(file.tables)])) {
    if (sealed[name]?.sha256 !== file.tables[name]?.sha256) throw damaged(`the rows of ${name} are others`);
  }
}

/** With its write-ahead log, which must never be read with another database. */
function moveAside(path: string, stamp: string): string[] {
  if (!existsSync(path)) return [];
  const aside = `${path}.before-${stamp}`;
  renameSync(path, aside);
  for (const suffix of ['-wal', '-shm']) {
    if (existsSync(path + suffix)) renameSync(path + suffix, aside + suffix);
    else rmSync(aside + suffix, { force: true });
  }
  return [aside];
}
