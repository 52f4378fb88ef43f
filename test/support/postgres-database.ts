import { Client } from 'pg';
import { inject } from 'vitest';
import { openStore } from '../../src/store/open-store.ts';
import { StoreSettings } from '../../src/store/settings.ts';
import { createTestOutside } from './test-outside.ts';

export interface PostgresTestDatabase extends AsyncDisposable {
  url: string;
}

/** A database with all tables, which a new one is copied from in a tenth of the time that the migrations take. */
const template = 'test_template';
let count = 0;

/** An empty database of its own in the server of this run; it goes when it is disposed. */
export async function createPostgresDatabase(): Promise<PostgresTestDatabase> {
  return createFrom('template0');
}

/** As an opened and closed store leaves it: every table, and nothing in them. */
export async function createMigratedDatabase(): Promise<PostgresTestDatabase> {
  await withClient(serverUrl(), async (client) => {
    // The first of all workers makes it.
    await client.query('select pg_advisory_lock(1)');
    const { rowCount } = await client.query('select from pg_database where datname = $1', [template]);
    if (rowCount !== 0) return;
    const place = await createPostgresDatabase();
    const store = await openStore(StoreSettings.parse({ databaseUrl: place.url }), createTestOutside());
    await store.close();
    await client.query(`alter database ${nameOf(place.url)} rename to ${template}`);
  });
  return createFrom(template);
}

async function createFrom(source: string): Promise<PostgresTestDatabase> {
  count += 1;
  const name = `test_${process.pid}_${count}`;
  const server = serverUrl();
  await ask(server, `create database ${name} template ${source}`);
  const own = new URL(server);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    [Symbol.asyncDispose]: () => ask(server, `drop database ${name} with (force)`),
  };
}

function serverUrl(): string {
  const url = inject('postgresUrl');
  if (url === null) throw new Error('No PostgreSQL: install the package postgresql, or set POSTGRES_BIN.');
  return url;
}

function nameOf(url: string): string {
  return new URL(url).pathname.slice(1);
}

function ask(url: string, sql: string): Promise<void> {
  return withClient(url, async (client) => {
    await client.query(sql);
  });
}

async function withClient(url: string, use: (client: Client) => Promise<void>): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await use(client);
  } finally {
    await client.end();
  }
}
