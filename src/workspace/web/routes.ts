import type { IncomingMessage, ServerResponse } from 'node:http';
import { answerControl } from '../control/answer-control.ts';
import type { Parts } from '../parts.ts';
import { applyResponse } from '../response-message.ts';
import { SlackRefusal } from '../slack-refusal.ts';
import { answerCall } from '../web-api/answer-call.ts';
import { createArguments } from '../web-api/arguments.ts';
import { checkHost, checkSameOrigin } from './check-origin.ts';
import { openEventStream } from './event-stream.ts';
import { sendFile, sendPrivateFile, takeUpload } from './file-routes.ts';
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
  if (first === 'response') {
    await routeResponse(parts, request, response, second);
    return;
  }
  if (first === 'upload') {
    await takeUpload(parts, request, response, second);
    return;
  }
  if (request.method !== 'GET' && request.method !== 'HEAD') throw new HttpProblem(405, 'Only GET is possible here.');
  if (first === 'files') sendPrivateFile(parts, request, response, second);
  else if (first === 'download') sendFile(parts, response, second);
  else if (first === 'samples') sendSamplePage(response, samples, url.pathname);
  // A message's permalink opens the page, which finds the message by itself.
  else await sendPageFile(response, first === 'archives' ? '/' : url.pathname);
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
  // What was answered survives a crash.
  await parts.stored();
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
  const answer = await answerControl(parts, name, body);
  await parts.stored();
  sendJson(response, 200, answer);
}

/** An answer to a `response_url`: "ok", or 404 where it is expired or used up. */
async function routeResponse(
  parts: Parts,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): Promise<void> {
  if (request.method !== 'POST') throw new HttpProblem(405, 'Only POST is possible here.');
  const body = parseObject((await readBody(request, maxBodyBytes)).toString('utf8'));
  const end = parts.traffic.begin('from_app', 'response_url', body);
  const place = parts.responses.use(id);
  if (typeof place === 'string') {
    end(null, place);
    sendJson(response, 404, { ok: false, error: place });
    return;
  }
  try {
    applyResponse(parts, place, body);
  } catch (error) {
    if (!(error instanceof SlackRefusal)) throw error;
    end(null, error.code);
    sendJson(response, 400, { ok: false, error: error.code, ...error.extra });
    return;
  }
  end('ok');
  sendText(response, 200, 'ok');
}
