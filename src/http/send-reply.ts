import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Reply } from './answer-cache.ts';
import { describeProblem } from './http-problem.ts';
import type { HttpProblem } from './http-problem.ts';

/** On every answer: nothing here is for a page of another site. There is no CORS on purpose. */
export const safetyHeaders: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
};

/** Sends a ready answer, or 304 where the client has it already. @returns the status that was sent */
export function sendReply(request: IncomingMessage, response: ServerResponse, reply: Reply, freshMs: number): number {
  const etag = `"${createHash('sha256').update(reply.body).digest('base64url').slice(0, 27)}"`;
  const isKnown = reply.status === 200 && matchesTag(request.headers['if-none-match'], etag);
  const status = isKnown ? 304 : reply.status;
  const seconds = Math.floor(freshMs / 1000);
  const headers: Record<string, string | number> = {
    'cache-control': seconds > 0 && reply.status === 200 ? `private, max-age=${seconds}` : 'no-cache',
    vary: 'authorization',
    etag,
  };
  if (!isKnown) {
    headers['content-type'] = reply.contentType;
    headers['content-length'] = Buffer.byteLength(reply.body);
  }
  response.writeHead(status, headers);
  response.end(isKnown || request.method === 'HEAD' ? undefined : reply.body);
  return status;
}

/** RFC 9110 §13.1.2: a list, a star, and weak tags that count as their strong ones. */
function matchesTag(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  return header.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

export function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  problem: HttpProblem,
  correlationId: string,
): void {
  const body = JSON.stringify(describeProblem(problem, correlationId));
  response.writeHead(problem.status, {
    ...problem.headers,
    'content-type': 'application/problem+json',
    'content-length': Buffer.byteLength(body),
    'cache-control': 'no-store',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
