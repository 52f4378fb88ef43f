import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../core/outside.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { ApiKeys } from './api-keys.ts';
import { checkHost, isLoopbackCaller } from './check-host.ts';
import { findRoute } from './find-route.ts';
import { HttpProblem, toHttpProblem } from './http-problem.ts';
import type { PrometheusMetrics } from './prometheus-metrics.ts';
import { readParameters } from './read-parameters.ts';
import { receive } from './receiver.ts';
import type { Receiver } from './receiver.ts';
import type { ReplyRoute, Route, RouteCall, RouteServices } from './route.ts';
import type { RefusalLog } from './refusal-log.ts';
import { safetyHeaders, sendProblem, sendReply } from './send-reply.ts';

export interface RequestParts {
  services: RouteServices;
  routes: readonly Route[];
  receivers: readonly Receiver[];
  keys: ApiKeys;
  cache: AnswerCache;
  metrics: PrometheusMetrics;
  refusals: Pick<RefusalLog, 'count'>;
}

/** What is known of a request as it goes on, for the log and the figures. */
interface Passage {
  route: string;
  keyName: string | null;
  cache: 'hit' | 'miss' | null;
}

const methods = 'GET, HEAD, OPTIONS';
const maxTargetLength = 4096;
/** Answers that say who may not, rather than what is wrong; they are for the audit log. */
const refusedStatuses: ReadonlySet<number> = new Set([401, 403, 421]);

/** Answers one request: host, method, route, key, query, answer, in this order. Never throws. */
export async function answerRequest(
  parts: RequestParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { clock, log, newId } = parts.services.outside;
  const correlationId = newId();
  const startedAt = clock.monotonic();
  const passage: Passage = { route: 'none', keyName: null, cache: null };
  for (const [name, value] of Object.entries(safetyHeaders)) response.setHeader(name, value);
  response.setHeader('x-request-id', correlationId);
  try {
    await answer(parts, request, response, passage);
  } catch (error) {
    const problem = toHttpProblem(error);
    if (refusedStatuses.has(problem.status)) parts.refusals.count(problem.code, passage.route);
    if (problem.status === 500)
      log.error('a request to the HTTP API failed', { correlationId, route: passage.route, error });
    if (response.headersSent) response.destroy();
    else sendProblem(request, response, problem, correlationId);
  }
  const durationMs = clock.monotonic() - startedAt;
  const { statusCode: status } = response;
  parts.metrics.countRequest({ route: passage.route, status, durationMs, cache: passage.cache });
  const fields = { correlationId, route: passage.route, status, key: passage.keyName, durationMs };
  if (status === 401) log.warn('a request to the HTTP API was refused', fields);
  else if (passage.keyName !== null) log.info('a request to the HTTP API was answered', fields);
  else log.debug('a request to the HTTP API was answered', fields);
}

async function answer(
  parts: RequestParts,
  request: IncomingMessage,
  response: ServerResponse,
  passage: Passage,
): Promise<void> {
  const { services, routes, keys } = parts;
  const { settings } = services;
  checkHost(request, settings.allowedHosts);
  const url = targetOf(request);
  const receiver = parts.receivers.find(({ path }) => path === url.pathname);
  if (receiver) return sendReceived(receiver, request, response, passage);
  const found = findRoute(routes, url.pathname);
  const isWithBody = hasBody(request);
  // No route takes a body, so none is read and the connection cannot go on.
  if (isWithBody) response.setHeader('connection', 'close');
  if (request.method === 'OPTIONS') {
    response.writeHead(204, { allow: methods }).end();
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    throw new HttpProblem({
      status: 405,
      code: 'method_not_allowed',
      detail: 'The API is for reading only.',
      headers: { allow: methods },
    });
  }
  if (isWithBody) {
    throw new HttpProblem({ status: 413, code: 'body_not_taken', detail: 'Requests to this API have no body.' });
  }
  passage.keyName = keys.nameOf(request.headers.authorization);
  passage.route = found?.route.operationId ?? 'none';
  const isTrusted = passage.keyName !== null || isLoopbackCaller(request);
  const access = found?.route.access ?? 'key';
  if (!(access === 'open' || (access === 'trusted' ? isTrusted : passage.keyName !== null))) {
    throw notSignedIn(keys, request.headers.authorization !== undefined);
  }
  if (!found) throw new HttpProblem({ status: 404, code: 'not_found', detail: 'There is nothing at this address.' });
  const { route, params } = found;
  const call = { query: readParameters(route.query, url.searchParams), params, isTrusted };
  if (route.kind === 'reply') await sendCached(parts, route, call, request, response, passage);
  else if (request.method === 'HEAD') response.writeHead(200, { 'content-type': 'text/event-stream' }).end();
  else route.open(services, call, request, response);
}

async function sendReceived(
  receiver: Receiver,
  request: IncomingMessage,
  response: ServerResponse,
  passage: Passage,
): Promise<void> {
  passage.route = receiver.operationId;
  if (request.method !== 'POST') {
    if (hasBody(request)) response.setHeader('connection', 'close');
    throw new HttpProblem({
      status: 405,
      code: 'method_not_allowed',
      detail: 'This address only takes POST.',
      headers: { allow: 'POST' },
    });
  }
  const reply = await receive(receiver, request);
  sendReply(request, response, reply, 0);
}

async function sendCached(
  { services, cache }: RequestParts,
  route: ReplyRoute,
  call: RouteCall<unknown>,
  request: IncomingMessage,
  response: ServerResponse,
  passage: Passage,
): Promise<void> {
  const { settings, outside } = services;
  const keepMs = route.keepMs(settings);
  const asked = cache.get(cacheKey(route, call), keepMs, () => route.reply(services, call));
  const { reply, freshMs, isHit } = await within(asked, settings.timeoutMs, outside.clock);
  if (keepMs > 0) passage.cache = isHit ? 'hit' : 'miss';
  sendReply(request, response, reply, freshMs);
}

/** The same for the same question, in whatever order its parts were written. */
function cacheKey(route: ReplyRoute, { query, params, isTrusted }: RouteCall<unknown>): string {
  const parts = Object.entries({ ...(query as Record<string, unknown>), ...params }).sort(([a], [b]) =>
    a < b ? -1 : 1,
  );
  return JSON.stringify([route.operationId, isTrusted, parts]);
}

async function within<T>(promise: Promise<T>, timeoutMs: number, clock: Clock): Promise<T> {
  const over = new AbortController();
  const late = clock.sleep(timeoutMs, over.signal).then(
    () => {
      throw new HttpProblem({
        status: 504,
        code: 'timeout',
        detail: 'The answer took too long.',
        hint: 'Ask for a shorter window, or try again later.',
        headers: { 'retry-after': '10' },
      });
    },
    // The answer came first.
    () => promise,
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    over.abort(new Error('answered'));
  }
}

function targetOf(request: IncomingMessage): URL {
  const target = request.url ?? '/';
  if (target.length > maxTargetLength) {
    throw new HttpProblem({ status: 414, code: 'address_too_long', detail: 'The address is too long.' });
  }
  const url = target.startsWith('/') ? URL.parse(`http://local${target}`) : null;
  if (url) return url;
  throw new HttpProblem({ status: 400, code: 'bad_address', detail: 'The address cannot be read.' });
}

function hasBody({ headers }: IncomingMessage): boolean {
  return (headers['content-length'] ?? '0') !== '0' || headers['transfer-encoding'] !== undefined;
}

function notSignedIn(keys: ApiKeys, isGiven: boolean): HttpProblem {
  return new HttpProblem({
    status: 401,
    code: isGiven ? 'key_unknown' : 'key_needed',
    detail: isGiven ? 'This API key is not known.' : 'This needs an API key.',
    hint: keys.isConfigured
      ? 'Send it as "Authorization: Bearer …".'
      : 'No key is set: an operator makes one with npm run api-key and puts it into http.apiKeys.',
    headers: { 'www-authenticate': 'Bearer realm="gloss"' },
  });
}
