import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import type { FetcherParts } from '../../src/retrieval/fetch/safe-fetcher.ts';

export interface FixtureAnswer {
  status?: number;
  headers?: Record<string, string | string[]>;
  body?: string | Uint8Array;
}

/** A small internet on loopback: names resolve to public addresses, connections end at one server, answers come from a table. */
export interface FixtureWeb extends Required<FetcherParts>, AsyncDisposable {
  /** `address:port` of every connection that was opened. */
  contacted: string[];
  /** `host/path?query` of every request, in order. */
  requests: string[];
  /** Headers of every request, in order. */
  requestHeaders: Record<string, string>[];
  /** Requests that no route answers. */
  unexpected: string[];
  /** Routes that nobody asked for. */
  unused(): string[];
}

/**
 * @param routes answers by `host/path?query`; a list answers in turn, its last one repeats. Anything else gets 404 and is noted.
 * @param dns answers by name, in turn, the last one repeats; other names lead to a public address.
 */
export async function openFixtureWeb(
  routes: Record<string, FixtureAnswer | FixtureAnswer[]>,
  dns: Record<string, string[][]> = {},
): Promise<FixtureWeb> {
  const contacted: string[] = [];
  const requests: string[] = [];
  const requestHeaders: Record<string, string>[] = [];
  const unexpected: string[] = [];
  const turns = new Map<string, number>();
  const turnOf = <T>(key: string, list: readonly T[]): T | undefined => {
    const turn = turns.get(key) ?? 0;
    turns.set(key, turn + 1);
    return list[Math.min(turn, list.length - 1)];
  };
  const server = createServer((request, response) => {
    const key = `${request.headers.host ?? ''}${request.url ?? ''}`;
    requests.push(key);
    requestHeaders.push(request.headers as Record<string, string>);
    const route = routes[key];
    if (!route) {
      unexpected.push(key);
      response.writeHead(404, { 'content-type': 'text/plain' }).end('No such page.');
      return;
    }
    const answer = (Array.isArray(route) ? turnOf(key, route) : route) ?? {};
    response.writeHead(answer.status ?? 200, { 'content-type': 'text/html; charset=utf-8', ...answer.headers });
    response.end(answer.body ?? '');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    contacted,
    requests,
    requestHeaders,
    unexpected,
    unused: () => Object.keys(routes).filter((key) => !requests.includes(key)),
    resolve(name) {
      const list = dns[name];
      return Promise.resolve(list ? (turnOf(`dns ${name}`, list) ?? []) : ['93.184.215.14']);
    },
    async connect(target, signal) {
      contacted.push(`${target.address}:${target.port}`);
      const socket = connect({ host: '127.0.0.1', port });
      await once(socket, 'connect', { signal });
      return socket;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
