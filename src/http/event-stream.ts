import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Outside } from '../core/outside.ts';
import { runEventOf } from './answers/run-event.ts';
import { HttpProblem } from './http-problem.ts';
import type { NamePerson } from './name-people.ts';
import type { FinishedRun, RunFeed } from './run-feed.ts';
import type { HttpStreamSettings } from './settings.ts';

export interface EventStream {
  /** Answers with server-sent events until either side goes. @throws HttpProblem 503 where too many listen already. */
  open(request: IncomingMessage, response: ServerResponse): void;
  clientCount(): number;
  /** Ends every stream. */
  stop(): void;
}

/** How long a browser waits before it comes back, in milliseconds. */
const retryMs = 3000;

/**
 * The live stream. An event's id is `<start of the program>.<number>`: a reader that comes back with one from an earlier start has missed
 * what nobody knows, and is told so.
 */
export function createEventStream(
  settings: HttpStreamSettings,
  outside: Outside,
  deps: { runs: RunFeed; namePerson: NamePerson },
): EventStream {
  const startId = outside.newId();
  /** Each reader with what it was given at once when it came back, in bytes, until it has taken it. */
  const clients = new Map<ServerResponse, number>();

  function textOf(run: FinishedRun): string {
    const data = JSON.stringify(runEventOf(run, deps.namePerson));
    return `id: ${startId}.${run.number}\nevent: run\ndata: ${data}\n\n`;
  }

  /** A reader that does not read is cut off; it comes back with Last-Event-ID and misses nothing that is still kept. */
  function send(response: ServerResponse, text: string): void {
    if (response.writableLength > settings.maxBehindKb * 1024 + (clients.get(response) ?? 0)) {
      outside.log.warn('a reader of the live stream is too slow', { waitingBytes: response.writableLength });
      response.destroy();
    } else if (!response.destroyed) {
      response.write(text);
    }
  }

  function catchUp(response: ServerResponse, lastEventId: string): void {
    const [id = '', number = ''] = lastEventId.split('.', 2);
    const isOurs = id === startId && /^\d{1,15}$/.test(number);
    const { runs, isComplete } = deps.runs.since(isOurs ? Number(number) : 0);
    const gap = isOurs && isComplete ? '' : 'event: gap\ndata: {}\n\n';
    const missed = gap + runs.map(textOf).join('');
    if (missed === '' || response.write(missed)) return;
    clients.set(response, Buffer.byteLength(missed));
    response.once('drain', () => clients.set(response, 0));
  }

  async function beat(response: ServerResponse, signal: AbortSignal): Promise<void> {
    try {
      for (;;) {
        await outside.clock.sleep(settings.heartbeatMs, signal);
        send(response, ': still here\n\n');
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  return {
    open(request, response) {
      if (clients.size >= settings.maxClients) {
        throw new HttpProblem({
          status: 503,
          code: 'too_many_readers',
          detail: 'Too many readers listen to the live stream.',
          hint: 'Close one of them, or try again later.',
          headers: { 'retry-after': '10' },
        });
      }
      clients.set(response, 0);
      const over = new AbortController();
      response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
      response.write(`retry: ${retryMs}\n\n`);
      const lastEventId = request.headers['last-event-id'];
      if (typeof lastEventId === 'string' && lastEventId !== '') catchUp(response, lastEventId);
      const unsubscribe = deps.runs.subscribe((run) => send(response, textOf(run)));
      response.on('close', () => {
        unsubscribe();
        clients.delete(response);
        over.abort(new Error('the stream is closed'));
      });
      void beat(response, over.signal);
    },
    clientCount: () => clients.size,
    stop() {
      for (const response of clients.keys()) {
        response.end();
        // What a slow reader has not taken would hold the stop up.
        if (response.writableLength > 0) response.destroy();
      }
    },
  };
}
