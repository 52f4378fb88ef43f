import type { z } from 'zod';
import { HttpProblem } from './http-problem.ts';

/**
 * Reads what follows the question mark by a schema that names everything allowed there.
 * @throws HttpProblem 400 `bad_query` naming the first parameter that is unknown, repeated or not right.
 */
export function readParameters<T>(schema: z.ZodType<T>, search: URLSearchParams): T {
  const values: Record<string, string> = {};
  for (const [name, value] of search) {
    if (Object.hasOwn(values, name)) throw badQuery(name, 'is given twice');
    // A plain assignment of __proto__ would set no property.
    Object.defineProperty(values, name, { value, enumerable: true, configurable: true, writable: true });
  }
  const parsed = schema.safeParse(values);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  if (issue?.code === 'unrecognized_keys') throw badQuery(issue.keys[0] ?? '', 'is not known here');
  throw badQuery(String(issue?.path[0] ?? 'the query'), `is not right: ${issue?.message ?? 'not understood'}`);
}

function badQuery(name: string, what: string): HttpProblem {
  const shown = /^\w{1,40}$/.test(name) || name === 'the query' ? name : 'A parameter';
  return new HttpProblem({
    status: 400,
    code: 'bad_query',
    detail: `${shown} ${what}.`,
    hint: 'GET /openapi.json lists what each address takes.',
  });
}
