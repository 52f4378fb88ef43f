import { Kysely, PostgresDialect } from 'kysely';
import { Pool } from 'pg';
import type { PoolClient } from 'pg';
import type { Log } from '../../core/outside.ts';
import type { Database, Work } from '../database.ts';
import { giveBack } from './give-back.ts';
import { postgresTypes } from './number-types.ts';
import { toParameter } from './numbered-text.ts';
import { createPostgresWork } from './postgres-work.ts';
import { isRepeatable, toDatabaseError } from './to-database-error.ts';

export interface PostgresDatabase<Schema> extends Database<Schema> {
  readonly dialect: 'postgres';
  /** For what needs a connection of its own; numbers come as numbers. Its failures are the driver's: see `toDatabaseError`. */
  readonly pool: Pool;
  /** Waits for what runs. */
  close(): Promise<void>;
}

export interface PostgresOptions {
  /** postgres://user:password@host:port/database?sslmode=… */
  url: string;
  /** Connections at the most, at least 2. */
  poolSize: number;
  /** How long one statement may take, and the wait for a connection, in milliseconds. */
  queryTimeoutMs: number;
  /** How long a transaction waits for another one's lock, in milliseconds. */
  busyTimeoutMs: number;
}

const maxRepeats = 4;
/** Connects when something is first asked; nothing is thrown before. */
export function openPostgres<Schema>(options: PostgresOptions, log: Log): PostgresDatabase<Schema> {
  const pool = new Pool({
    connectionString: options.url,
    max: options.poolSize,
    application_name: 'gloss',
    connectionTimeoutMillis: options.queryTimeoutMs,
    statement_timeout: options.queryTimeoutMs,
    // The server's own limit answers first; this one is for a server that does not answer at all.
    query_timeout: options.queryTimeoutMs + 2000,
    lock_timeout: options.busyTimeoutMs,
    idle_in_transaction_session_timeout: options.queryTimeoutMs,
    keepAlive: true,
    types: postgresTypes,
  });
  // A connection that breaks while nobody uses it; the next query gets a new one.
  pool.on('error', (error) => log.warn('a connection to the database broke', { error: toDatabaseError(error) }));
  // One that breaks while somebody uses it fails that query; without a listener it would end the process besides.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const work = createPostgresWork();

  async function attempt<Result>(
    client: PoolClient,
    begin: string,
    locks: readonly string[],
    make: () => Work<Result>,
  ): Promise<Result> {
    await client.query(begin);
    // Always in the same order, so that two works never wait for each other.
    for (const lock of locks.toSorted())
      await client.query('select pg_advisory_xact_lock(hashtextextended($1, 7301))', [lock]);
    const result = await work(client, make);
    await client.query('commit');
    return result;
  }

  async function run<Result>(begin: string, locks: readonly string[], make: () => Work<Result>): Promise<Result> {
    for (let repeats = 0; ; repeats += 1) {
      let client: PoolClient | null = null;
      try {
        client = await pool.connect();
        const result = await attempt(client, begin, locks, make);
        client.release();
        return result;
      } catch (thrown) {
        if (client) await giveBack(client);
        if (!isRepeatable(thrown) || repeats === maxRepeats) throw toDatabaseError(thrown);
      }
    }
  }

  return {
    dialect: 'postgres',
    pool,
    kysely: new Kysely<Schema>({ dialect: new PostgresDialect({ pool: translating(pool) }) }),
    transact: (locks, make) => run('begin', typeof locks === 'string' ? [locks] : locks, make),
    read: (make) => run('begin isolation level repeatable read read only', [], make),
    close: () => pool.end(),
  };
}

/** The pool as Kysely uses it, with failures in our words and texts that PostgreSQL takes. */
function translating(pool: Pool): ConstructorParameters<typeof PostgresDialect>[0]['pool'] {
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      try {
        const client = await pool.connect();
        return {
          release: () => client.release(),
          async query(text: string, parameters: readonly unknown[]) {
            try {
              return await client.query(
                text,
                parameters.map((value) => toParameter(value as never)),
              );
            } catch (thrown) {
              throw toDatabaseError(thrown);
            }
          },
        } as never;
      } catch (thrown) {
        throw toDatabaseError(thrown);
      }
    },
  };
}
