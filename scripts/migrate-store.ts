/** `npm run -s migrate-store`: copies the SQLite files of a store to an empty PostgreSQL database, and compares. Gloss must not run. */
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { loadConfig } from '../src/config.ts';
import { AppError } from '../src/core/errors.ts';
import { createOutside, explain } from '../src/main.ts';
import { isPostgresUrl, parseDatabasePath } from '../src/store/database-path.ts';
import { migrateStore } from '../src/store/migrate-store/migrate-store.ts';
import type { MigrateStoreOptions, MigratedTable } from '../src/store/migrate-store/migrate-store.ts';
import { describePostgresUrl } from '../src/store/postgres/describe-url.ts';
import { resolvePath } from '../src/wiring/resolve-path.ts';
import { storeSettings } from '../src/wiring/store-settings.ts';

const usage = 'Usage: npm run -s migrate-store -- [--from FILE] [--from-traces FILE] [--to postgres://…]';
const root = join(import.meta.dirname, '..');

try {
  const options = readOptions();
  say(`Copying ${options.from.mainPath} and ${options.from.tracesPath} to ${describePostgresUrl(options.to)}`);
  const tables = await migrateStore(options, createOutside('warn'));
  say(['', ...tableLines(tables), '', ...closing(tables)].join('\n'));
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = error instanceof AppError && error.code === 'usage' ? 2 : 1;
}

/** What is not said comes from the settings: DATABASE_URL is the source or the target, whichever it can be. */
function readOptions(): MigrateStoreOptions {
  const given = readArguments();
  const settings = storeSettings(loadConfig(root, process.env));
  const isTarget = isPostgresUrl(settings.databaseUrl);
  const to = given.to ?? (isTarget ? settings.databaseUrl : null);
  if (to === null || !isPostgresUrl(to)) {
    throw new AppError({ code: 'usage', message: usage, hint: 'Name the target: DATABASE_URL=postgres://… or --to.' });
  }
  const standing = isTarget ? resolvePath(root, 'data/gloss.db') : settings.databaseUrl;
  return {
    from: {
      mainPath: given.from === undefined ? standing : pathOf(given.from),
      tracesPath: given['from-traces'] === undefined ? settings.tracesFile : pathOf(given['from-traces']),
    },
    to,
    encryptionKeys: settings.encryptionKeys,
    progress: (line) => say(`  ${line}`),
  };
}

function readArguments() {
  try {
    const text = { type: 'string' } as const;
    return parseArgs({ args: process.argv.slice(2), options: { from: text, 'from-traces': text, to: text } }).values;
  } catch (error) {
    throw new AppError({ code: 'usage', message: usage, hint: error instanceof Error ? error.message : String(error) });
  }
}

/** npm runs scripts in the project's folder; a relative path means the one it was called from. */
function pathOf(given: string): string {
  return resolve(process.env['INIT_CWD'] ?? '.', parseDatabasePath(given));
}

function tableLines(tables: readonly MigratedTable[]): string[] {
  const width = Math.max(...tables.map(({ name }) => name.length));
  const line = (name: string, rows: string, hash: string): string =>
    `${name.padEnd(width)}  ${rows.padStart(10)}  ${hash}`;
  return [
    line('table', 'rows', 'SHA-256 on both sides'),
    ...tables.map(({ name, rows, sha256 }) => line(name, String(rows), sha256.slice(0, 16))),
  ];
}

function closing(tables: readonly MigratedTable[]): string[] {
  const changed = tables.filter(({ changedTexts }) => changedTexts > 0);
  return [
    ...changed.map(
      ({ name, changedTexts }) =>
        `${changedTexts} text(s) of ${name} lost a character that PostgreSQL cannot hold (the character 0, or half of one).`,
    ),
    `Copied and compared: ${tables.reduce((sum, { rows }) => sum + rows, 0)} rows of ${tables.length} tables.`,
    'Start Gloss with DATABASE_URL set to the new database. Keep the SQLite files: they are how things stood at this moment.',
  ];
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
