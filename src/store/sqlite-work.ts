import type Sqlite from 'better-sqlite3';
import type { Answer, Request, Statement, Work } from './database.ts';

/** @returns what runs works on this connection, each from its first statement to its last without a pause; the caller begins the transaction */
export function createSqliteWork(handle: Sqlite.Database): <Result>(make: () => Work<Result>) => Result {
  const prepared = new WeakMap<Statement<never, unknown>, Sqlite.Statement>();

  function prepare(statement: Statement<never, unknown>): Sqlite.Statement {
    const known = prepared.get(statement);
    if (known) return known;
    const fresh = handle.prepare(statement.text);
    prepared.set(statement, fresh);
    return fresh;
  }

  function answer(request: Request): Answer {
    if ('statement' in request) return ask(prepare(request.statement), [request.parameters]);
    const { sql, parameters } = request.compile();
    return ask(handle.prepare(sql), parameters);
  }

  return (make) => {
    const work = make();
    let next = work.next();
    while (next.done !== true) next = work.next(answer(next.value));
    return next.value;
  };
}

function ask(query: Sqlite.Statement, parameters: readonly unknown[]): Answer {
  if (!query.reader) return { rows: [], changes: query.run(...parameters).changes };
  const rows = query.all(...parameters);
  return { rows, changes: rows.length };
}
