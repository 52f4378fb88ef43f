import { Client } from 'pg';
import { toDatabaseError } from '../../postgres/to-database-error.ts';

/** Runs something on one connection, which ends with it. @throws AppError `database_unavailable`, `database_refused` */
export async function onConnection<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url, application_name: 'gloss', connectionTimeoutMillis: 15_000 });
  // It fails the query that waits for it, or the next one.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (thrown) {
    throw toDatabaseError(thrown);
  } finally {
    await client.end().catch(() => undefined);
  }
}
