/** The other side of the crash test: a server that keeps every post for good, as Slack does, and can be asked for those of a link. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface PostServer extends AsyncDisposable {
  url: string;
  /** Link → number of posts that were made for it. */
  posts: ReadonlyMap<string, number>;
}

/** @param delayMs how long the answer to a post takes after the post is already there: the moment in which a kill hurts most. */
export async function startPostServer(delayMs: () => number): Promise<PostServer> {
  const posts = new Map<string, number>();

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const link = new URL(request.url ?? '/', 'http://posts').searchParams.get('link') ?? '';
    if (request.method === 'POST') {
      for await (const _chunk of request);
      posts.set(link, (posts.get(link) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, delayMs()));
    }
    response.setHeader('content-type', 'application/json').end(JSON.stringify({ count: posts.get(link) ?? 0 }));
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    posts,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
