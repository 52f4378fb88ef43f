import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { readOtlpRequest } from './otlp-request.ts';
import type { WireSpan } from './otlp-request.ts';

/** What the collector does with a request. */
export type CollectorMood =
  | { kind: 'take' }
  /** Takes all but so many spans. */
  | { kind: 'partial'; rejected: number; message: string }
  | { kind: 'status'; status: number; headers?: Record<string, string>; body?: string }
  /** Reads the request and never answers. */
  | { kind: 'hang' };

export interface CollectorRequest {
  path: string;
  headers: IncomingHttpHeaders;
  /** Unzipped. */
  body: Buffer;
  spans: WireSpan[];
}

export interface OtlpCollector {
  url: string;
  port: number;
  /** Every request in order, whatever came of it. */
  requests: CollectorRequest[];
  /** Spans of the requests that were taken, in order. */
  taken: WireSpan[];
  /** May be changed at any time; a function sees each request. */
  mood: CollectorMood | ((request: CollectorRequest) => CollectorMood);
  [Symbol.asyncDispose](): Promise<void>;
}

/** A loopback server that takes spans as an OTLP collector does. */
export async function createOtlpCollector(port = 0): Promise<OtlpCollector> {
  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const sent = Buffer.concat(parts);
    const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(sent) : sent;
    const seen = { path: request.url ?? '', headers: request.headers, body, spans: readOtlpRequest(body) };
    collector.requests.push(seen);
    const mood = typeof collector.mood === 'function' ? collector.mood(seen) : collector.mood;
    if (mood.kind === 'hang') return;
    if (mood.kind === 'status') {
      response.writeHead(mood.status, mood.headers).end(mood.body ?? '');
      return;
    }
    const rejected = mood.kind === 'partial' ? mood.rejected : 0;
    collector.taken.push(...seen.spans.slice(rejected));
    response.writeHead(200, { 'content-type': 'application/x-protobuf' });
    response.end(mood.kind === 'partial' ? partialSuccess(mood.rejected, mood.message) : '');
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address() as AddressInfo;
  const collector: OtlpCollector = {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    requests: [],
    taken: [],
    mood: { kind: 'take' },
    async [Symbol.asyncDispose]() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return collector;
}

/** ExportTraceServiceResponse { partial_success = 1 { rejected_spans = 1, error_message = 2 } }; both shorter than 128. */
function partialSuccess(rejected: number, message: string): Buffer {
  const text = Buffer.from(message);
  const inner = Buffer.concat([Buffer.from([0x08, rejected, 0x12, text.length]), text]);
  return Buffer.concat([Buffer.from([0x0a, inner.length]), inner]);
}
