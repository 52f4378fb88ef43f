import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A web server whose pages come when the test lets them. */
export interface HeldPages extends AsyncDisposable {
  host: string;
  url(name: string): string;
  /** Names of pages that somebody waits for now. */
  waiting(): string[];
  /** Sends it to whoever waits for it, and from now on at once. */
  release(name: string): void;
}

const sentences = Array.from(
  { length: 40 },
  (_, index) =>
    `<p>The ferry number ${index} of the northern line crosses the fjord ${index + 2} times a day and carries ${index * 3 + 20} cars.</p>`,
).join('');

export async function startHeldPages(): Promise<HeldPages> {
  const held = new Map<string, ServerResponse[]>();
  const released = new Set<string>();
  const send = (name: string, response: ServerResponse): void => {
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(
      `<html><head><title>Ferries ${name}</title></head><body><article><h1>Ferries ${name}</h1>${sentences}</article></body></html>`,
    );
  };
  const server = createServer((request, response) => {
    const name = (request.url ?? '').slice(1);
    if (released.has(name)) send(name, response);
    else {
      held.set(name, [...(held.get(name) ?? []), response]);
      response.on('close', () => {
        held.set(name, held.get(name)?.filter((one) => one !== response) ?? []);
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    host,
    url: (name) => `http://${host}/${name}`,
    waiting: () => [...held].flatMap(([name, responses]) => (responses.length > 0 ? [name] : [])).toSorted(),
    release(name) {
      released.add(name);
      for (const response of held.get(name) ?? []) send(name, response);
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
