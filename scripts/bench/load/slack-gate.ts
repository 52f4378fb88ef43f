import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readSlackArguments } from '../../../test/support/slack-arguments.ts';
import type { SocketMode } from '../../../src/workspace/delivery/socket-mode.ts';
import type { SlackWorld } from './slack-world.ts';
import type { Weather } from './weather.ts';

/** The Web API of a world on a loopback port, in whatever weather there is. */
export interface SlackGate extends AsyncDisposable {
  /** Ends in a slash. */
  apiUrl: string;
  /** Calls by method, and answers that the weather spoilt. */
  calls: ReadonlyMap<string, number>;
}

/** @param sockets where the app connects by Socket Mode */
export async function openSlackGate(
  world: SlackWorld,
  weather: Weather,
  random: () => number,
  sockets: SocketMode | null,
): Promise<SlackGate> {
  const calls = new Map<string, number>();
  let port = 0;
  const count = (what: string): void => void calls.set(what, (calls.get(what) ?? 0) + 1);

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const method = (request.url ?? '').replace(/^\/api\//, '');
    const args = readSlackArguments(await readBody(request), request.headers['content-type'] ?? '');
    count(method);
    const { kind, share } = weather.slack;
    const isSpoilt = kind !== 'none' && random() < share;
    if (isSpoilt) count(kind);
    if (isSpoilt && kind === '500') return void response.writeHead(500).end();
    if (isSpoilt && kind === '429') return void response.writeHead(429, { 'retry-after': '1' }).end();
    const isOpening = method === 'apps.connections.open' && sockets !== null;
    const body = isOpening
      ? { ok: true, url: `ws://127.0.0.1:${port}/link?ticket=${sockets.issueTicket()}` }
      : world.call(method, args);
    if (isSpoilt) return void response.writeHead(500).end();
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  server.on('upgrade', (request, socket, head) => {
    if (sockets && request.url?.startsWith('/link?')) sockets.upgrade(request, socket, head);
    else socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ({ port } = server.address() as AddressInfo);
  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    calls,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
