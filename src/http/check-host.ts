import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { HttpProblem } from './http-problem.ts';

/** The name in a Host header without its port, in small letters; null where it is none. */
export function parseHost(header: string | undefined): string | null {
  const match = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9.-]+))(?::\d{1,5})?$/i.exec(header ?? '');
  const name = (match?.[1] ?? match?.[2])?.toLowerCase();
  return name === undefined || name === '' ? null : name;
}

/**
 * Refuses requests by another name: a page that points a name of its own at this machine must not get answers (DNS rebinding). A plain
 * address cannot be such a name.
 */
export function checkHost(request: IncomingMessage, allowedHosts: readonly string[]): void {
  const name = parseHost(request.headers.host);
  if (name !== null && (name === 'localhost' || isIP(name) > 0 || allowedHosts.includes(name))) return;
  throw new HttpProblem({
    status: 421,
    code: 'wrong_host',
    detail: 'The API does not answer to this host name.',
    hint: 'An operator can add it to http.allowedHosts.',
  });
}

/** True for a caller on this machine who did not come through a proxy. */
export function isLoopbackCaller(request: IncomingMessage): boolean {
  const { headers, socket } = request;
  if (headers.forwarded !== undefined || headers['x-forwarded-for'] !== undefined) return false;
  const name = parseHost(headers.host);
  const isLocalName =
    name === 'localhost' || name === '::1' || (name !== null && isIP(name) === 4 && name.startsWith('127.'));
  const address = (socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  return isLocalName && (address === '::1' || (isIP(address) === 4 && address.startsWith('127.')));
}
