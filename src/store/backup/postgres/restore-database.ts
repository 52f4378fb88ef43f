import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { AppError } from '../../../core/errors.ts';
import { describePostgresUrl } from '../../postgres/describe-url.ts';
import type { BackupFile, BackupManifest } from '../backup-manifest.ts';
import { fileHash } from '../file-hash.ts';
import { readManifest } from '../read-manifest.ts';
import { dumpName } from './dump-database.ts';
import type { PostgresTools } from './dump-database.ts';
import { onConnection } from './on-connection.ts';
import { runPgTool } from './pg-tool.ts';
import type { PgCommand } from './pg-tool.ts';
import { sealDatabase, storedTables } from './seal-database.ts';

/** What a person types for the same without Gloss. */
export function restoreCommand(url: string, folder: string): PgCommand {
  const options = ['--no-owner', '--no-privileges', '--exit-on-error', '--single-transaction'];
  return { program: 'pg_restore', arguments: [...options, join(folder, dumpName)], url };
}

/**
 * Checks a backup against its own `backup.json`, puts it into an empty database by pg_restore, and compares what is there then, table by table.
 * @throws AppError `backup_unreadable`, `backup_damaged`, `store_exists`, `backup_no_tool`, `backup_failed`, `database_unavailable`
 */
export async function restoreDatabase(tools: PostgresTools, folder: string): Promise<BackupManifest> {
  const manifest = readManifest(folder);
  const file = manifest.files.find(({ name }) => name === dumpName);
  if (!file) {
    throw new AppError({
      code: 'backup_unreadable',
      message: `The backup in ${folder} is of SQLite files, and DATABASE_URL names a PostgreSQL database.`,
      hint: 'Restore it with DATABASE_URL set to a SQLite file; npm run -s migrate-store copies that to PostgreSQL.',
    });
  }
  await checkDump(file, join(folder, dumpName));
  await onConnection(tools.url, async (client) => {
    const standing = (await storedTables(client)).map(({ name }) => name);
    if (standing.length === 0) return;
    throw new AppError({
      code: 'store_exists',
      message: `${describePostgresUrl(tools.url)} is not empty: it has ${standing.slice(0, 3).join(', ')} and others.`,
      hint: 'Make a new database and name that in DATABASE_URL; nothing is ever written over.',
    });
  });
  await runPgTool(restoreCommand(tools.url, folder), tools.environment);
  const restored = await onConnection(tools.url, async (client) => {
    await client.query('begin isolation level repeatable read read only');
    return sealDatabase(client);
  });
  const names = new Set([...Object.keys(restored), ...Object.keys(file.tables)]);
  const different = [...names].filter((name) => restored[name]?.sha256 !== file.tables[name]?.sha256);
  if (different.length === 0) return manifest;
  throw new AppError({
    code: 'backup_damaged',
    message: `What was restored is not what was backed up: ${different.join(', ')}.`,
    hint: 'Do not start Gloss on it. Was something started on that database meanwhile?',
  });
}

async function checkDump(file: BackupFile, path: string): Promise<void> {
  if (existsSync(path) && (await fileHash(path)) === file.sha256) return;
  throw new AppError({
    code: 'backup_damaged',
    message: `${path} is not what was backed up: ${existsSync(path) ? 'its content is another' : 'it is missing'}.`,
    hint: 'Use another backup.',
  });
}
