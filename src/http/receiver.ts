import type { IncomingMessage } from 'node:http';
import type { Reply } from './answer-cache.ts';
import { HttpProblem } from './http-problem.ts';

/** A POST from another program, which proves itself by its body's signature and not by a key. */
export interface Receiver {
  /** `/webhooks/langfuse` */
  path: string;
  /** In the figures and the log. */
  operationId: string;
  maxBodyBytes: number;
  /** Must be quick: what takes time is a job. @throws HttpProblem */
  receive(request: ReceivedRequest): Promise<Reply>;
}

export interface ReceivedRequest {
  /** The header's value, or null; names in small letters. */
  header(name: string): string | null;
  /** As it was sent: signatures are over these bytes. */
  body: Buffer;
}

/** What a receiver answers to a request that it took, or knows already. */
export function receivedReply(outcome: string): Reply {
  return { status: 200, contentType: 'application/json', body: JSON.stringify({ outcome }) };
}

/** @throws HttpProblem 413 where the body is too large, 415 where it is packed, and of the receiver */
export async function receive(receiver: Receiver, request: IncomingMessage): Promise<Reply> {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity') {
    throw new HttpProblem({ status: 415, code: 'encoding_not_taken', detail: 'Send the body as it is, not packed.' });
  }
  const body = await readBody(request, receiver.maxBodyBytes);
  return receiver.receive({
    body,
    header(name) {
      const value = request.headers[name];
      return typeof value === 'string' ? value : null;
    },
  });
}

async function readBody(request: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const tooLarge = new HttpProblem({
    status: 413,
    code: 'body_too_large',
    detail: `The body is larger than ${maxBytes} bytes.`,
    headers: { connection: 'close' },
  });
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) throw tooLarge;
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    length += part.length;
    if (length > maxBytes) throw tooLarge;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
