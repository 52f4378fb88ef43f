/** Results of monitors in normalised tables of a PostgreSQL database, for people who chart them with other tools. */
import { Client } from 'pg';
import { AppError } from '../../core/errors.ts';
import type { MonitorResult } from '../../core/monitor.ts';

export interface ResultDatabase {
  /** One transaction; makes the tables where they are missing; a result that is there already is replaced. @throws AppError `postgres_failed` */
  write(results: readonly MonitorResult[]): Promise<void>;
  close(): Promise<void>;
}

/** @param schema letters, digits and `_` only: it stands in statements */
function tablesOf(schema: string): string {
  return `
    create schema if not exists ${schema};
    create table if not exists ${schema}.monitor_runs (
      run_id text primary key,
      monitor text not null,
      source text not null,
      written_at timestamptz not null default now()
    );
    create table if not exists ${schema}.monitor_items (
      source text not null,
      monitor text not null,
      item_id text not null,
      run_id text not null references ${schema}.monitor_runs (run_id),
      team_id text,
      trace_id text,
      summary_id text,
      channel_id text,
      url text,
      cost_usd double precision,
      happened_at timestamptz not null,
      evaluated_at timestamptz not null,
      primary key (source, monitor, item_id)
    );
    create index if not exists monitor_items_happened on ${schema}.monitor_items (happened_at);
    create table if not exists ${schema}.monitor_scores (
      source text not null,
      monitor text not null,
      item_id text not null,
      scorer text not null,
      value double precision not null check (value between 0 and 1),
      passed boolean not null,
      reason text not null,
      primary key (source, monitor, item_id, scorer),
      foreign key (source, monitor, item_id) references ${schema}.monitor_items (source, monitor, item_id) on delete cascade
    );`;
}

/** Connects with the first write. */
export function openResultDatabase(options: { url: string; schema: string; timeoutMs: number }): ResultDatabase {
  const { url, schema, timeoutMs } = options;
  let client: Client | null = null;

  async function connect(): Promise<Client> {
    if (client !== null) return client;
    const fresh = new Client({
      connectionString: url,
      connectionTimeoutMillis: timeoutMs,
      query_timeout: timeoutMs,
      statement_timeout: timeoutMs,
      application_name: 'gloss',
    });
    // A connection that breaks between two queries would end the process otherwise.
    fresh.on('error', () => undefined);
    client = fresh;
    await fresh.connect();
    return fresh;
  }

  async function writeAll(results: readonly MonitorResult[]): Promise<void> {
    const connection = await connect();
    await connection.query('begin');
    try {
      // Two processes that make the tables at once would collide.
      await connection.query('select pg_advisory_xact_lock(hashtext($1))', [`gloss ${schema}`]);
      await connection.query(tablesOf(schema));
      await insertRuns(connection, schema, results);
      await insertItems(connection, schema, results);
      await insertScores(connection, schema, results);
      await connection.query('commit');
    } catch (error) {
      await connection.query('rollback').catch(() => undefined);
      throw error;
    }
  }

  return {
    async write(results) {
      try {
        await writeAll(results);
      } catch (thrown) {
        throw new AppError({
          code: 'postgres_failed',
          message: `PostgreSQL did not take the results: ${withoutSecrets(thrown, url)}.`,
          hint: 'Check the address, the rights and that the database is up; the results wait.',
          retryable: true,
          cause: thrown,
        });
      }
    },
    async close() {
      await client?.end().catch(() => undefined);
      client = null;
    },
  };
}

async function insertRuns(connection: Client, schema: string, results: readonly MonitorResult[]): Promise<void> {
  const runs = [...new Map(results.map((result) => [result.runId, result])).values()];
  await connection.query(
    `insert into ${schema}.monitor_runs (run_id, monitor, source)
     select * from unnest($1::text[], $2::text[], $3::text[]) on conflict do nothing`,
    [runs.map(({ runId }) => runId), runs.map(({ monitor }) => monitor), runs.map(({ source }) => source)],
  );
}

async function insertItems(connection: Client, schema: string, results: readonly MonitorResult[]): Promise<void> {
  const column = <T>(read: (result: MonitorResult) => T): T[] => results.map(read);
  await connection.query(
    `insert into ${schema}.monitor_items (source, monitor, item_id, run_id, team_id, trace_id, summary_id, channel_id, url, cost_usd,
       happened_at, evaluated_at)
     select source, monitor, item_id, run_id, team_id, trace_id, summary_id, channel_id, url, cost_usd,
       to_timestamp(happened_ms / 1000), to_timestamp(evaluated_ms / 1000)
     from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
       $10::float8[], $11::float8[], $12::float8[])
       as given (source, monitor, item_id, run_id, team_id, trace_id, summary_id, channel_id, url, cost_usd, happened_ms, evaluated_ms)
     on conflict (source, monitor, item_id) do update set
       run_id = excluded.run_id, cost_usd = excluded.cost_usd, evaluated_at = excluded.evaluated_at`,
    [
      column(({ source }) => source),
      column(({ monitor }) => monitor),
      column(({ itemId }) => itemId),
      column(({ runId }) => runId),
      column(({ teamId }) => teamId),
      column(({ traceId }) => traceId),
      column(({ summaryId }) => summaryId),
      column(({ channelId }) => channelId),
      column(({ url }) => url),
      column(({ costUsd }) => costUsd),
      column(({ happenedAt }) => happenedAt),
      column(({ evaluatedAt }) => evaluatedAt),
    ],
  );
}

async function insertScores(connection: Client, schema: string, results: readonly MonitorResult[]): Promise<void> {
  const rows = results.flatMap(({ source, monitor, itemId, scores }) =>
    scores.map((score) => ({ source, monitor, itemId, ...score })),
  );
  await connection.query(
    `insert into ${schema}.monitor_scores (source, monitor, item_id, scorer, value, passed, reason)
     select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::float8[], $6::boolean[], $7::text[])
     on conflict (source, monitor, item_id, scorer) do update set
       value = excluded.value, passed = excluded.passed, reason = excluded.reason`,
    [
      rows.map(({ source }) => source),
      rows.map(({ monitor }) => monitor),
      rows.map(({ itemId }) => itemId),
      rows.map(({ scorer }) => scorer),
      rows.map(({ value }) => value),
      rows.map(({ passed }) => passed),
      rows.map(({ reason }) => reason),
    ],
  );
}

/** The driver's words without the address, which holds a password. */
function withoutSecrets(thrown: unknown, url: string): string {
  const text = thrown instanceof Error ? thrown.message || thrown.name : String(thrown);
  return text.replaceAll(url, 'the address').replace(/\.$/, '');
}
