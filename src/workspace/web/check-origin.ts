import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './http-problem.ts';

const loopbackNames = new Set(['127.0.0.1', 'localhost', '[::1]']);

/** Lets only requests for a loopback name in: another name that resolves here is DNS rebinding. @throws HttpProblem 403 */
export function checkHost(request: IncomingMessage): void {
  if (!isLoopback(`http://${request.headers.host ?? ''}`)) throw new HttpProblem(403, 'This address is not served.');
}

/** For calls that act as a person: only from our own page or from a program, never from another site. @throws HttpProblem 403 */
export function checkSameOrigin(request: IncomingMessage): void {
  const { origin, host } = request.headers;
  if (origin !== undefined && origin !== `http://${host}`) throw new HttpProblem(403, 'Another site may not do this.');
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') {
    throw new HttpProblem(403, 'Another site may not do this.');
  }
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && loopbackNames.has(new URL(address).hostname);
}
