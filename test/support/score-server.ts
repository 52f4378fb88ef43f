import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ScoreRequest {
  method: string;
  path: string;
  authorization: string | undefined;
  /** null for a request without one in JSON. */
  body: Record<string, unknown> | null;
}

export interface ScoreServer {
  url: string;
  /** Every request in order, whatever came of it. */
  requests: ScoreRequest[];
  /** What is kept, by id, as Langfuse keeps it: the last one with an id wins. */
  scores: Map<string, Record<string, unknown>>;
  /** May be changed at any time. `hang`: no answer; `half`: an answer's head and never its body. */
  mood: 'take' | 'hang' | 'half' | { status: number };
  [Symbol.asyncDispose](): Promise<void>;
}

/** The part of Langfuse's public API that keeps scores, on a loopback port. */
export async function startScoreServer(port = 0): Promise<ScoreServer> {
  const read = async (request: IncomingMessage): Promise<ScoreRequest> => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const text = Buffer.concat(parts).toString();
    return {
      method: request.method ?? '',
      path: request.url ?? '',
      authorization: request.headers.authorization,
      body:
        request.headers['content-type'] === 'application/json' ? (JSON.parse(text) as Record<string, unknown>) : null,
    };
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const seen = await read(request);
    given.requests.push(seen);
    const { mood } = given;
    if (mood === 'hang') return;
    if (mood === 'half') {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' }).write('{');
      return;
    }
    if (mood !== 'take') {
      response.writeHead(mood.status, { 'content-type': 'application/json' }).end('{"message":"no"}');
      return;
    }
    const deleted = /^\/api\/public\/scores\/(.+)$/.exec(seen.path)?.[1];
    if (seen.method === 'DELETE' && deleted !== undefined) {
      const isKnown = given.scores.delete(decodeURIComponent(deleted));
      response.writeHead(isKnown ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    if (seen.method !== 'POST' || seen.path !== '/api/public/scores') {
      response.writeHead(404).end();
      return;
    }
    const id = String(seen.body?.['id']);
    given.scores.set(id, seen.body ?? {});
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ id }));
  };
  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const given: ScoreServer = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: [],
    scores: new Map(),
    mood: 'take',
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
  return given;
}
