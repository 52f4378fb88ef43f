import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Parts } from '../parts.ts';

const keepAliveMs = 15_000;

/** The server-sent event stream of one open page. Ends with the connection. */
export function openEventStream(
  { hub, outside }: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  userId: string | null,
): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  response.write('retry: 1000\n\n');
  const unsubscribe = hub.subscribe(userId, (event) => response.write(`data: ${JSON.stringify(event)}\n\n`));
  const closed = new AbortController();
  request.on('close', () => {
    unsubscribe();
    closed.abort();
  });
  const keepAlive = async (): Promise<void> => {
    while (!closed.signal.aborted) {
      await outside.clock.sleep(keepAliveMs, closed.signal);
      response.write(': still here\n\n');
    }
  };
  keepAlive().catch((error: unknown) => {
    if (!closed.signal.aborted) outside.log.warn('event stream failed', { error });
  });
}
