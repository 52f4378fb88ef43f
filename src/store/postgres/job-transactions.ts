import type { Pool, PoolClient } from 'pg';
import { giveBack } from './give-back.ts';
import { toParameter } from './numbered-text.ts';
import { isRepeatable, toDatabaseError } from './to-database-error.ts';

export type JobValue = string | number | null | readonly (string | number | null)[];

/** Runs one statement with `$1`, `$2`, … and gives its rows. */
export type Ask = <Row = never>(text: string, values?: readonly JobValue[]) => Promise<Row[]>;

export interface JobTransactions {
  /** A statement by itself. @throws AppError as `transact` */
  ask: Ask;
  /**
   * All of it or nothing. The work may be run again after a deadlock, so it does nothing but ask.
   * @throws AppError `database_unavailable`, `database_full`, `database_busy`
   */
  transact: <Result>(work: (ask: Ask) => Promise<Result>) => Promise<Result>;
}

const maxRepeats = 4;

/** Transactions of the job queue: unlike a repository's they pass through pg-boss, which waits for answers itself. */
export function createJobTransactions(pool: Pool): JobTransactions {
  async function attempt<Result>(client: PoolClient, work: (ask: Ask) => Promise<Result>): Promise<Result> {
    await client.query('begin');
    const result = await work(askOn(client));
    await client.query('commit');
    return result;
  }

  return {
    async ask<Row>(text: string, values?: readonly JobValue[]) {
      try {
        return await askOn(pool)<Row>(text, values);
      } catch (thrown) {
        throw toDatabaseError(thrown);
      }
    },
    async transact(work) {
      for (let repeats = 0; ; repeats += 1) {
        let client: PoolClient | null = null;
        try {
          client = await pool.connect();
          const result = await attempt(client, work);
          client.release();
          return result;
        } catch (thrown) {
          if (client) await giveBack(client);
          if (!isRepeatable(thrown) || repeats === maxRepeats) throw toDatabaseError(thrown);
        }
      }
    },
  };
}

const names = new Map<string, string>();

/** There are some dozens of texts, all constant: each is parsed and planned once by every connection. */
function nameOf(text: string): string {
  const name = names.get(text) ?? `job ${names.size + 1}`;
  names.set(text, name);
  return name;
}

export function askOn(connection: Pick<Pool, 'query'>): Ask {
  return async <Row>(text: string, values: readonly JobValue[] = []) => {
    const parameters = values.map((value) =>
      Array.isArray(value)
        ? value.map((one: string | number | null) => toParameter(one))
        : toParameter(value as string),
    );
    return (await connection.query({ name: nameOf(text), text, values: parameters })).rows as Row[];
  };
}
