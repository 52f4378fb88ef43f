import type { ClientBase, QueryResult } from 'pg';
import type { Answer, Request, Statement, Work } from '../database.ts';
import { numberedText, toParameter } from './numbered-text.ts';
import type { NumberedText } from './numbered-text.ts';

/** @returns what runs works on a connection, each statement after the answer to the one before; the caller begins the transaction */
export function createPostgresWork(): <Result>(client: ClientBase, make: () => Work<Result>) => Promise<Result> {
  const texts = new WeakMap<Statement<never, unknown>, NumberedText>();

  function textOf(statement: Statement<never, unknown>): NumberedText {
    const known = texts.get(statement) ?? numberedText(statement.text);
    texts.set(statement, known);
    return known;
  }

  async function answer(client: ClientBase, request: Request): Promise<Answer> {
    let result: QueryResult;
    if ('statement' in request) {
      const { text, names } = textOf(request.statement);
      result = await client.query(
        text,
        names.map((name) => toParameter(request.parameters[name])),
      );
    } else {
      const { sql, parameters } = request.compile();
      result = await client.query(
        sql,
        parameters.map((value) => toParameter(value as never)),
      );
    }
    return { rows: result.rows, changes: result.rowCount ?? 0 };
  }

  return async (client, make) => {
    const work = make();
    let next = work.next();
    while (next.done !== true) next = work.next(await answer(client, next.value));
    return next.value;
  };
}
