import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LangfuseRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | undefined;
  body: Record<string, unknown> | null;
}

/** `hang`: no answer; `large`: an answer without an end. */
export type LangfuseMood = 'well' | 'hang' | 'large' | 'no json' | { status: number; retryAfter?: string };

export interface LangfuseApiServer extends AsyncDisposable {
  url: string;
  requests: LangfuseRequest[];
  /** Newest first, as they are given out, `limit` a page. */
  observations: Record<string, unknown>[];
  /** By id; the last one with an id wins. */
  scores: Map<string, Record<string, unknown>>;
  spans: Map<string, { name: string; attributes: Record<string, string> }>;
  /** Of the next requests, one each; afterwards `well`. */
  moods: LangfuseMood[];
}

/** What monitors ask of Langfuse's public API, on a loopback port. A query parameter that is not known fails the request. */
export async function startLangfuseApiServer(): Promise<LangfuseApiServer> {
  const given: LangfuseApiServer = {
    url: '',
    requests: [],
    observations: [],
    scores: new Map(),
    spans: new Map(),
    moods: [],
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  const json = (response: ServerResponse, body: unknown, status = 200): void =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const url = new URL(request.url ?? '', 'http://localhost');
    const text = Buffer.concat(parts).toString();
    const seen: LangfuseRequest = {
      method: request.method ?? '',
      path: url.pathname,
      query: url.searchParams,
      authorization: request.headers.authorization,
      body: text === '' ? null : (JSON.parse(text) as Record<string, unknown>),
    };
    given.requests.push(seen);
    const mood = given.moods.shift() ?? 'well';
    if (mood === 'hang') return;
    if (mood === 'no json') return void response.end('<html>');
    if (mood === 'large') {
      const more = (): boolean => response.destroyed || !response.write('x'.repeat(1_000_000)) || more();
      response.on('drain', more);
      return void more();
    }
    if (mood !== 'well') {
      if (mood.retryAfter !== undefined) response.setHeader('retry-after', mood.retryAfter);
      return json(response, { message: 'no' }, mood.status);
    }
    if (seen.path === '/api/public/v2/observations') return observations(seen.query, response);
    if (seen.path === '/api/public/scores' && seen.body !== null) {
      given.scores.set(String(seen.body['id']), seen.body);
      return json(response, { id: seen.body['id'] });
    }
    if (seen.path === '/api/public/otel/v1/traces') {
      keepSpans(seen.body as unknown as OtlpBody);
      return json(response, {});
    }
    return json(response, { message: 'unknown' }, 404);
  }

  function observations(query: URLSearchParams, response: ServerResponse): void {
    const known = [
      'fields',
      'limit',
      'cursor',
      'fromStartTime',
      'toStartTime',
      'environment',
      'type',
      'name',
      'userId',
      'level',
      'isRootObservation',
    ];
    const unknown = [...query.keys()].find((key) => !known.includes(key));
    if (unknown !== undefined) return json(response, { message: `unknown ${unknown}` }, 400);
    const from = query.get('fromStartTime') ?? '';
    const to = query.get('toStartTime') ?? '9';
    const found = given.observations.filter(
      (one) =>
        String(one['startTime']) >= from &&
        String(one['startTime']) < to &&
        (query.get('type') === null || one['type'] === query.get('type')) &&
        (query.get('name') === null || one['name'] === query.get('name')) &&
        (query.getAll('environment').length === 0 || query.getAll('environment').includes(String(one['environment']))),
    );
    const start = Number(Buffer.from(query.get('cursor') ?? '', 'base64').toString() || '0');
    const end = start + Number(query.get('limit') ?? '50');
    const cursor = end < found.length ? Buffer.from(String(end)).toString('base64') : undefined;
    json(response, { data: found.slice(start, end), meta: { cursor } });
  }

  interface OtlpBody {
    resourceSpans: {
      scopeSpans: {
        spans: { spanId: string; name: string; attributes: { key: string; value: { stringValue: string } }[] }[];
      }[];
    }[];
  }
  function keepSpans({ resourceSpans }: OtlpBody): void {
    for (const span of resourceSpans.flatMap(({ scopeSpans }) => scopeSpans).flatMap(({ spans }) => spans)) {
      const attributes = Object.fromEntries(span.attributes.map(({ key, value }) => [key, value.stringValue]));
      given.spans.set(span.spanId, { name: span.name, attributes });
    }
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  given.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return given;
}
