/** The web of the crash test: the sample pages under any query, with a note of every fetch, for only the server sees them all. */
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PageServer extends AsyncDisposable {
  port: number;
  /** Addresses of the pages, without a query. */
  pages: string[];
  fetches: readonly { url: string; at: number }[];
}

const samples = new URL('../../../data/samples/', import.meta.url);

export async function startPageServer(): Promise<PageServer> {
  const names = readdirSync(samples).filter((name) => name.endsWith('.html'));
  const bodies = new Map(names.map((name) => [`/${name}`, readFileSync(new URL(name, samples))]));
  const fetches: { url: string; at: number }[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', `http://${request.headers.host}`);
    const body = bodies.get(url.pathname);
    fetches.push({ url: url.href, at: Date.now() });
    response.writeHead(body ? 200 : 404, { 'content-type': 'text/html; charset=utf-8' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    pages: names.map((name) => `http://127.0.0.1:${port}/${name}`),
    fetches,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
