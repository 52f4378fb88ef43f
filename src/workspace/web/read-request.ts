import type { IncomingMessage } from 'node:http';
import type { JsonObject } from '../records.ts';
import { isObject } from '../web-api/arguments.ts';
import { HttpProblem } from './http-problem.ts';

/** The whole body. @throws HttpProblem 413 */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new HttpProblem(413, 'The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function contentTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/** Arguments of a call from the query and a form, JSON or multipart body. @throws HttpProblem 400, 413 */
export async function readArguments(request: IncomingMessage, url: URL, maxBytes: number): Promise<JsonObject> {
  const query = Object.fromEntries(url.searchParams);
  if (request.method === 'GET') return query;
  const body = await readBody(request, maxBytes);
  switch (contentTypeOf(request)) {
    case 'application/json':
      return { ...query, ...parseObject(body.toString('utf8')) };
    case 'multipart/form-data': {
      const form = await readForm(request, body);
      return { ...query, ...Object.fromEntries([...form].filter(([, value]) => typeof value === 'string')) };
    }
    default:
      return { ...query, ...Object.fromEntries(new URLSearchParams(body.toString('utf8'))) };
  }
}

/** A multipart body. @throws HttpProblem 400 */
export async function readForm(request: IncomingMessage, body: Buffer): Promise<FormData> {
  try {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    return await new Response(new Uint8Array(body), { headers }).formData();
  } catch (error) {
    throw new HttpProblem(400, `The form cannot be read: ${error instanceof Error ? error.message : 'unknown'}.`);
  }
}

/** @throws HttpProblem 400 */
export function parseObject(text: string): JsonObject {
  let value: unknown;
  try {
    value = text === '' ? {} : JSON.parse(text);
  } catch {
    throw new HttpProblem(400, 'The body is not JSON.');
  }
  if (!isObject(value)) throw new HttpProblem(400, 'The body is not a JSON object.');
  return value;
}
