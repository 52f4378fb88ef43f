import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerControl } from '../control/answer-control.ts';
import type { Parts } from '../parts.ts';
import { answerCall } from '../web-api/answer-call.ts';
import { createArguments } from '../web-api/arguments.ts';
import { checkHost, checkSameOrigin } from './check-origin.ts';
import { openEventStream } from './event-stream.ts';
import { HttpProblem } from './http-problem.ts';
import { sendPageFile } from './page-files.ts';
import { contentTypeOf, parseObject, readArguments, readBody } from './read-request.ts';
import { type SamplePage, sendSamplePage } from './sample-pages.ts';
import { sendJson, sendText } from './send.ts';

const maxBodyBytes = 4_000_000;

/** Answers every HTTP request of the workspace. Never throws. */
export async function answerRequest(
  parts: Parts,
  samples: readonly SamplePage[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    checkHost(request);
    await route(parts, samples, request, response);
  } catch (error) {
    if (error instanceof HttpProblem) {
      sendText(response, error.status, error.message);
      return;
    }
    parts.outside.log.error('workspace request failed', { path: request.url, error });
    if (response.headersSent) response.destroy();
    else sendJson(response, 500, { ok: false, error: 'internal_error' });
  }
}

async function route(
  parts: Parts,
  samples: readonly SamplePage[],
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://local');
  const [, first = '', second = ''] = url.pathname.split('/');
  if (first === 'api') {
    await routeApi(parts, request, response, url, second);
    return;
  }
  if (first === 'control') {
    await routeControl(parts, request, response, url, second);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new HttpProblem(405, 'Only GET is possible here.');
  if (first === 'samples') sendSamplePage(response, samples, url.pathname);
  else await sendPageFile(response, url.pathname);
}

async function routeApi(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  method: string,
): Promise<void> {
  const { token, ...args } = await readArguments(request, url, maxBodyBytes);
  const bearer = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const answer = answerCall(
    parts,
    method,
    bearer ?? (typeof token === 'string' ? token : undefined),
    createArguments(args),
  );
  if (answer.body) sendJson(response, answer.status, answer.body, answer.headers);
  else sendText(response, answer.status, 'Server error');
}

async function routeControl(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
  name: string,
): Promise<void> {
  checkSameOrigin(request);
  if (name === 'events' && request.method === 'GET') {
    openEventStream(parts, request, response, url.searchParams.get('user'));
    return;
  }
  // A form on another site cannot send JSON without asking first, so this keeps strangers out.
  if (request.method !== 'POST' || contentTypeOf(request) !== 'application/json') {
    throw new HttpProblem(415, 'Control calls are POST requests with a JSON body.');
  }
  const body = parseObject((await readBody(request, maxBodyBytes)).toString('utf8'));
  sendJson(response, 200, await answerControl(parts, name, body));
}
