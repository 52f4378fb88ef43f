/**
 * What repositories write once and both databases run. A transaction is a generator that yields its statements: SQLite runs it through
 * without a pause, because its one connection is shared, and PostgreSQL waits for each answer on a connection of its own.
 */
import type { Compilable, Kysely } from 'kysely';

export type Dialect = 'sqlite' | 'postgres';

export type SqlValue = string | number | bigint | Uint8Array | null;

/** One SQL text with `@name` parameters that both databases understand, prepared once by each. Make it where the repository is made. */
export interface Statement<Parameters extends object, Row> {
  readonly text: string;
  /** Only a type: what goes in and what comes out. */
  readonly types?: (parameters: Parameters) => Row;
}

export interface BoundStatement {
  readonly statement: Statement<never, unknown>;
  readonly parameters: Readonly<Record<string, SqlValue>>;
}

export interface Answer {
  rows: unknown[];
  /** Rows that were inserted, updated or deleted. */
  changes: number;
}

export type Request = Compilable | BoundStatement;

/**
 * Statements to be run in one transaction, and what comes of them. Pure apart from them: it may be begun again after a deadlock. A statement
 * that fails ends it, for PostgreSQL's transaction is over then; say `on conflict do nothing` where a row may be there.
 */
export type Work<Result> = Generator<Request, Result, Answer>;

export interface TransactOptions {
  /**
   * False where a power failure may take the commit, because what wrote it is done again then; the death of a process never does. Spares SQLite's
   * one thread the wait for the disk; PostgreSQL waits elsewhere and commits as always.
   */
  waitsForDisk?: boolean;
}

export interface Database<Schema> {
  readonly dialect: Dialect;
  /** For queries of one statement; compiles for the dialect. Not for transactions. */
  readonly kysely: Kysely<Schema>;
  /**
   * All of it or nothing. Works that name the same lock happen one after the other, also in other processes: what one reads stays true until it
   * is done. SQLite has one writer anyway; PostgreSQL takes an advisory lock for each name. Name what you guard, e.g. `audit`.
   * @throws AppError `database_unavailable`, `database_full`, `database_busy`; what the work throws, with nothing done
   */
  transact: <Result>(
    locks: string | readonly string[],
    work: () => Work<Result>,
    options?: TransactOptions,
  ) => Promise<Result>;
  /** All statements see the same moment; writes are refused on PostgreSQL. */
  read: <Result>(work: () => Work<Result>) => Promise<Result>;
}

export function statement<Parameters extends object, Row = never>(text: string): Statement<Parameters, Row> {
  return { text };
}

/** All rows of a query or a statement. */
export function all<Row>(query: Compilable<Row>): Work<Row[]>;
export function all<Parameters extends object, Row>(
  query: Statement<Parameters, Row>,
  parameters: Parameters,
): Work<Row[]>;
export function* all(query: Compilable | Statement<never, unknown>, parameters: object = {}): Work<unknown[]> {
  return (yield bind(query, parameters)).rows;
}

/** The first row, or undefined where there is none. */
export function first<Row>(query: Compilable<Row>): Work<Row | undefined>;
export function first<Parameters extends object, Row>(
  query: Statement<Parameters, Row>,
  parameters: Parameters,
): Work<Row | undefined>;
export function* first(query: Compilable | Statement<never, unknown>, parameters: object = {}): Work<unknown> {
  return (yield bind(query, parameters)).rows[0];
}

/** @returns how many rows were changed */
export function change(query: Compilable): Work<number>;
export function change<Parameters extends object>(
  query: Statement<Parameters, unknown>,
  parameters: Parameters,
): Work<number>;
export function* change(query: Compilable | Statement<never, unknown>, parameters: object = {}): Work<number> {
  return (yield bind(query, parameters)).changes;
}

function bind(query: Compilable | Statement<never, unknown>, parameters: object): Request {
  if (!('text' in query)) return query;
  return { statement: query, parameters: parameters as BoundStatement['parameters'] };
}
