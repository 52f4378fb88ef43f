import { Client } from 'pg';
import { inject } from 'vitest';

export interface PostgresTestDatabase extends AsyncDisposable {
  url: string;
}

let count = 0;

/** An empty database of its own in the server of this run; it goes when it is disposed. */
export async function createPostgresDatabase(): Promise<PostgresTestDatabase> {
  const url = inject('postgresUrl');
  if (url === null) throw new Error('No PostgreSQL: install the package postgresql, or set POSTGRES_BIN.');
  count += 1;
  const name = `test_${process.pid}_${count}`;
  const ask = async (sql: string): Promise<void> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    try {
      await client.query(sql);
    } finally {
      await client.end();
    }
  };
  await ask(`create database ${name} template template0`);
  const own = new URL(url);
  own.pathname = `/${name}`;
  return {
    url: own.href,
    [Symbol.asyncDispose]: () => ask(`drop database ${name} with (force)`),
  };
}
