import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Client } from 'pg';
import type { Database } from '../database.ts';
import type { MainSchema, TracesSchema } from '../schema.ts';
import { createPostgresWork } from './postgres-work.ts';

/** Works inside the one transaction of a connection, which the caller begins and ends. Its Kysely only compiles. */
export function databaseOn(client: Client): Database<MainSchema & TracesSchema> {
  const work = createPostgresWork();
  return {
    dialect: 'postgres',
    kysely: new Kysely({
      dialect: {
        createAdapter: () => new PostgresAdapter(),
        createDriver: () => new DummyDriver(),
        createIntrospector: (db) => new PostgresIntrospector(db),
        createQueryCompiler: () => new PostgresQueryCompiler(),
      },
    }),
    transact: (_locks, make) => work(client, make),
    read: (make) => work(client, make),
  };
}
