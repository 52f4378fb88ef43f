import { statSync } from 'node:fs';
import { join } from 'node:path';
import type { BackupManifest } from '../backup-manifest.ts';
import { fileHash } from '../file-hash.ts';
import { writeBackup } from '../write-backup.ts';
import { onConnection } from './on-connection.ts';
import { runPgTool } from './pg-tool.ts';
import type { PgCommand } from './pg-tool.ts';
import { sealDatabase } from './seal-database.ts';

export interface PostgresTools {
  /** postgres://… */
  url: string;
  /** Of the programs that are run. */
  environment: Readonly<NodeJS.ProcessEnv>;
}

export const dumpName = 'gloss.dump';

/** What a person types for the same without Gloss. */
export function dumpCommand(url: string, folder: string, snapshot?: string): PgCommand {
  const moment = snapshot === undefined ? [] : [`--snapshot=${snapshot}`];
  return {
    program: 'pg_dump',
    arguments: ['--format=custom', '--no-owner', '--no-privileges', ...moment, `--file=${join(folder, dumpName)}`],
    url,
  };
}

/**
 * Runs pg_dump into a new folder while Gloss goes on, and writes beside it how many rows each table had and their hash, of the same moment.
 * @param folder must not exist, or be empty
 * @throws AppError `backup_no_tool`, `backup_exists`, `backup_failed`, `database_unavailable`, `database_refused`
 */
export function dumpDatabase(tools: PostgresTools, folder: string, createdAt: Date): Promise<BackupManifest> {
  return writeBackup(folder, createdAt, async (partial) => {
    const tables = await onConnection(tools.url, async (client) => {
      await client.query('begin isolation level repeatable read read only');
      // It waits for pg_dump.
      await client.query('set local idle_in_transaction_session_timeout = 0');
      const { rows } = await client.query<{ snapshot: string }>('select pg_export_snapshot() as snapshot');
      await runPgTool(dumpCommand(tools.url, partial, rows[0]?.snapshot), tools.environment);
      return sealDatabase(client);
    });
    const path = join(partial, dumpName);
    return [{ name: dumpName, bytes: statSync(path).size, sha256: await fileHash(path), tables }];
  });
}
