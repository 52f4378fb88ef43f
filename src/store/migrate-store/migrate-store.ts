import { Client } from 'pg';
import { AppError } from '../../core/errors.ts';
import type { Outside } from '../../core/outside.ts';
import type { StoreFiles } from '../backup/back-up.ts';
import { openLinkWriter } from '../library/open-link-writer.ts';
import { migrate } from '../migrate.ts';
import { mainMigrations, tracesMigrations } from '../migrations.ts';
import { describePostgresUrl } from '../postgres/describe-url.ts';
import { databaseOn } from '../postgres/database-on.ts';
import { postgresTypes } from '../postgres/number-types.ts';
import { toDatabaseError } from '../postgres/to-database-error.ts';
import { createTextSealer } from '../sealed-text.ts';
import { copyTable } from './copy-table.ts';
import { sealTarget } from './seal-target.ts';
import { openSource } from './source.ts';
import type { Source } from './source.ts';
import { sourceTables } from './source-tables.ts';
import type { SourceTable } from './source-tables.ts';
import { checkTarget, setSequence } from './target.ts';

export interface MigratedTable {
  name: string;
  rows: number;
  /** SHA-256 (hex), the same on both sides. */
  sha256: string;
  /** Texts that lost a character that PostgreSQL cannot hold. */
  changedTexts: number;
}

export interface MigrateStoreOptions {
  from: StoreFiles;
  /** postgres://… of an empty database. */
  to: string;
  encryptionKeys: readonly string[];
  /** Called with lines for people. */
  progress: (line: string) => void;
}

/** Rows after which a table says how far it is. */
const progressRows = 50_000;
const connectMs = 15_000;

/**
 * Copies a store from its SQLite files to an empty PostgreSQL database, reads everything back and compares it table by table. All of it is one
 * transaction: where it is broken off or anything differs, the database stays empty.
 * @throws AppError of the source and the target, `migrate_differs`, `database_unavailable`, `database_refused`
 */
export async function migrateStore(options: MigrateStoreOptions, outside: Outside): Promise<MigratedTable[]> {
  const source = openSource(options.from);
  const client = new Client({
    connectionString: options.to,
    application_name: 'gloss',
    keepAlive: true,
    connectionTimeoutMillis: connectMs,
    types: postgresTypes,
  });
  // It ends with the query that waits for it, or with the next one.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('begin');
    const copied = await copyAll(source, client, options, outside);
    source.finish();
    await client.query('commit');
    return copied;
  } catch (thrown) {
    throw toDatabaseError(thrown);
  } finally {
    source.close();
    // What was not committed goes with the connection.
    await client.end().catch(() => undefined);
  }
}

async function copyAll(
  source: Source,
  client: Client,
  { to, encryptionKeys, progress }: MigrateStoreOptions,
  outside: Outside,
): Promise<MigratedTable[]> {
  await checkTarget(client, to);
  const database = databaseOn(client);
  await migrate(database, describePostgresUrl(to), [...mainMigrations, ...tracesMigrations], outside.clock.now());
  const tables = sourceTables(source.files);
  const copied: MigratedTable[] = [];
  for (const table of tables) {
    const { rows, sha256, changedTexts } = await copyTable(table, client, sayEvery(table.name, progress));
    await setSequence(client, table.name, lastNumber(table));
    copied.push({ name: table.name, rows, sha256, changedTexts });
  }
  progress('comparing');
  const different: string[] = [];
  for (const [index, table] of tables.entries()) {
    const wanted = copied[index];
    const { rows, sha256 } = await sealTarget(client, table);
    if (sha256 !== wanted?.sha256) different.push(`${table.name} (${wanted?.rows} rows, ${rows} after copying)`);
  }
  if (different.length > 0) {
    throw new AppError({
      code: 'migrate_differs',
      message: `What PostgreSQL holds is not what was copied: ${different.join(', ')}.`,
      hint: 'Nothing was kept. Try again; if it stays, tell the people who work on Gloss.',
    });
  }
  progress('building the index of words');
  await openLinkWriter(database, createTextSealer(encryptionKeys));
  await client.query('analyze');
  return copied;
}

function sayEvery(name: string, progress: (line: string) => void): (rows: number) => void {
  let next = progressRows;
  return (rows) => {
    if (rows < next) return;
    progress(`${name}: ${rows} rows`);
    next = rows + progressRows;
  };
}

/** The highest number that SQLite ever handed out for a table, 0 where it hands out none. */
function lastNumber({ name, file }: SourceTable): number {
  const hasAny = file.handle.prepare(`select 1 from sqlite_schema where name = 'sqlite_sequence'`).get() !== undefined;
  if (!hasAny) return 0;
  const last = file.handle
    .prepare<[string], number>('select seq from sqlite_sequence where name = ?')
    .pluck()
    .get(name);
  return last ?? 0;
}
