import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { checkChatRequest, checkResponsesRequest } from './openai-rules.ts';

type Json = Record<string, unknown>;

/** What the server does with one request. */
export type OpenaiReply = { delayMs?: number } & (
  | { kind: 'text'; text: string; finishReason?: 'stop' | 'length' | 'content_filter' }
  /** JSON of the value, as a model with structured outputs gives it. */
  | { kind: 'json'; value: unknown }
  | { kind: 'tool-calls'; calls: readonly { name: string; arguments: unknown }[] }
  | { kind: 'refusal'; text: string }
  | { kind: 'status'; status: number; message?: string; code?: string; headers?: Record<string, string> }
  /** 200 with a body that is no JSON. */
  | { kind: 'malformed' }
  /** Half of the answer, then the connection is gone. */
  | { kind: 'cut' }
  /** No answer as long as the server runs. */
  | { kind: 'hang' }
  /** A model that obeys the page: every string of the requested schema is `text`. */
  | { kind: 'obey'; text: string }
);

export interface SeenRequest {
  path: string;
  body: Json;
  authorization: string | null;
}

export interface OpenaiServer {
  /** Ends in /v1. */
  baseUrl: string;
  requests: SeenRequest[];
  /** What requests broke of OpenAI's rules; such a request gets 400. */
  problems: string[];
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

export interface OpenaiServerOptions {
  /** A script in order, or a function of the request; a script that has run out answers 500 and is a problem. */
  replies: readonly OpenaiReply[] | ((request: SeenRequest, index: number) => OpenaiReply);
  /** Refuse other keys with 401. */
  apiKey?: string;
  /** Parameters this server does not know: a request with one gets 400 that names it. `json_schema` and `json_object` are response formats. */
  unknown?: readonly string[];
  usage?: { input: number; cached: number; output: number; reasoning: number };
  /** False where there are too many of them to keep; `requests` stays empty then. */
  keepsRequests?: boolean;
}

/** Lengths of arrays that an obeying model writes; others get 3. */
const obeyedLengths: Readonly<Record<string, number>> = {
  key_facts: 14,
  tldr: 3,
  summary: 10,
  projects: 3,
  similar_tech: 1,
};

/** A loopback server that speaks OpenAI's Chat Completions (streamed or not) and Responses, and refuses what OpenAI would refuse. */
export async function createOpenaiServer(options: OpenaiServerOptions): Promise<OpenaiServer> {
  const requests: SeenRequest[] = [];
  const problems: string[] = [];
  let count = 0;
  const usage = options.usage ?? { input: 1200, cached: 200, output: 300, reasoning: 50 };

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await readBody(request)) as Json;
    const seen: SeenRequest = { path: request.url ?? '', body, authorization: request.headers.authorization ?? null };
    if (options.keepsRequests !== false) requests.push(seen);
    const index = count;
    count += 1;
    if (options.apiKey !== undefined && seen.authorization !== `Bearer ${options.apiKey}`) {
      sendError(response, 401, 'Incorrect API key provided.', 'invalid_api_key');
      return;
    }
    const isChat = seen.path === '/v1/chat/completions';
    if (!isChat && seen.path !== '/v1/responses') {
      sendError(response, 404, `Unknown address ${seen.path}.`, 'not_found');
      return;
    }
    const unknown = (options.unknown ?? []).find((name) => usesParameter(body, name));
    if (unknown !== undefined) {
      sendError(response, 400, `Unsupported parameter: ${unknown}.`, 'unsupported_parameter');
      return;
    }
    const broken = isChat ? checkChatRequest(body) : checkResponsesRequest(body);
    if (broken.length > 0) {
      problems.push(...broken);
      sendError(response, 400, broken.join(' '), 'invalid_request_error');
      return;
    }
    const reply = typeof options.replies === 'function' ? options.replies(seen, index) : options.replies[index];
    if (!reply) {
      problems.push(`request ${index + 1} was not expected`);
      sendError(response, 500, 'The script has run out.', 'server_error');
      return;
    }
    if (reply.delayMs !== undefined) await delay(reply.delayMs);
    send(response, seen, reply, isChat, usage, index);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      problems.push(String(error));
      response.destroy();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  };
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    problems,
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function usesParameter(body: Json, name: string): boolean {
  if (name === 'json_schema' || name === 'json_object') {
    const format = (body['response_format'] ?? (body['text'] as Json | undefined)?.['format']) as Json | undefined;
    return format?.['type'] === name;
  }
  return name in body;
}

function sendError(
  response: ServerResponse,
  status: number,
  message: string,
  code: string,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error: { message, type: code, code, param: null } }));
}

function send(
  response: ServerResponse,
  seen: SeenRequest,
  reply: OpenaiReply,
  isChat: boolean,
  usage: NonNullable<OpenaiServerOptions['usage']>,
  index: number,
): void {
  if (reply.kind === 'hang') return;
  if (reply.kind === 'malformed') {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end('{"id": "chatcmpl-1", "choices": [');
    return;
  }
  if (reply.kind === 'status') {
    sendError(
      response,
      reply.status,
      reply.message ?? 'The server said no.',
      reply.code ?? 'server_error',
      reply.headers,
    );
    return;
  }
  const answer = readAnswer(reply, seen.body);
  const whole = isChat
    ? chatCompletion(answer, seen.body, usage, index)
    : responsesAnswer(answer, seen.body, usage, index);
  if (seen.body['stream'] === true && isChat) {
    sendStream(response, answer, seen.body, usage, index, reply.kind === 'cut');
    return;
  }
  const text = JSON.stringify(whole);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  if (reply.kind !== 'cut') {
    response.end(text);
    return;
  }
  response.write(text.slice(0, text.length / 2), () => response.destroy());
}

type AnsweringReply = Exclude<OpenaiReply, { kind: 'hang' | 'malformed' | 'status' }>;

interface Answer {
  text: string | null;
  refusal: string | null;
  calls: { id: string; name: string; arguments: string }[];
  finishReason: string;
}

function readAnswer(reply: AnsweringReply, body: Json): Answer {
  const plain = { refusal: null, calls: [], finishReason: 'stop' };
  switch (reply.kind) {
    case 'text':
      return { ...plain, text: reply.text, finishReason: reply.finishReason ?? 'stop' };
    case 'json':
      return { ...plain, text: JSON.stringify(reply.value) };
    case 'obey':
      return { ...plain, text: JSON.stringify(fillSchema(requestedSchema(body), reply.text, '')) };
    case 'refusal':
      return { ...plain, text: null, refusal: reply.text };
    case 'tool-calls':
      return {
        ...plain,
        text: null,
        finishReason: 'tool_calls',
        calls: reply.calls.map((call, index) => ({
          id: `call_${(body['messages'] as unknown[] | undefined)?.length ?? 0}_${index}`,
          name: call.name,
          arguments: typeof call.arguments === 'string' ? call.arguments : JSON.stringify(call.arguments),
        })),
      };
    case 'cut':
      return { ...plain, text: '{"cut": "in the middle of the answer"}' };
  }
}

/** The schema of the structured answer, also where it is only told in the prompt. */
function requestedSchema(body: Json): Json {
  const chat = body['response_format'] as { json_schema?: { schema: Json } } | undefined;
  const responses = (body['text'] as { format?: { schema?: Json } } | undefined)?.format;
  const given = chat?.json_schema?.schema ?? responses?.schema;
  if (given) return given;
  const last = ((body['messages'] ?? body['input']) as { content?: string }[]).at(-1)?.content ?? '';
  const start = last.indexOf('{');
  return start < 0 ? {} : (JSON.parse(last.slice(start)) as Json);
}

function fillSchema(schema: Json, text: string, key: string): unknown {
  const options = schema['anyOf'] as Json[] | undefined;
  if (options) return fillSchema(options.find((option) => option['type'] !== 'null') ?? {}, text, key);
  if (Array.isArray(schema['enum'])) return schema['enum'][0] as unknown;
  switch (schema['type']) {
    case 'object':
      return Object.fromEntries(
        Object.entries(schema['properties'] as Json).map(([name, child]) => [
          name,
          fillSchema(child as Json, text, name),
        ]),
      );
    case 'array':
      return Array.from(
        { length: (schema['items'] as Json)['type'] === 'integer' ? 1 : (obeyedLengths[key] ?? 3) },
        () => fillSchema(schema['items'] as Json, text, key),
      );
    case 'integer':
    case 'number':
      return 1;
    case 'boolean':
      return true;
    default:
      return text;
  }
}

type Usage = NonNullable<OpenaiServerOptions['usage']>;

function chatUsage(usage: Usage): Json {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached },
    completion_tokens_details: { reasoning_tokens: usage.reasoning },
  };
}

function toolCallsOf(answer: Answer): Json {
  if (answer.calls.length === 0) return {};
  return { tool_calls: answer.calls.map(({ id, ...call }) => ({ id, type: 'function', function: call })) };
}

function chatCompletion(answer: Answer, body: Json, usage: Usage, index: number): Json {
  const message = { role: 'assistant', content: answer.text, refusal: answer.refusal, ...toolCallsOf(answer) };
  return {
    id: `chatcmpl-${index}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model: body['model'],
    choices: [{ index: 0, message, logprobs: null, finish_reason: answer.finishReason }],
    usage: chatUsage(usage),
  };
}

function responsesAnswer(answer: Answer, body: Json, usage: Usage, index: number): Json {
  const content =
    answer.refusal === null
      ? { type: 'output_text', text: answer.text ?? '', annotations: [] }
      : { type: 'refusal', refusal: answer.refusal };
  const isCut = answer.finishReason === 'length' || answer.finishReason === 'content_filter';
  return {
    id: `resp_${index}`,
    object: 'response',
    created_at: 1_700_000_000,
    status: isCut ? 'incomplete' : 'completed',
    incomplete_details: isCut
      ? { reason: answer.finishReason === 'length' ? 'max_output_tokens' : 'content_filter' }
      : null,
    error: null,
    model: body['model'],
    output: [
      { type: 'reasoning', id: `rs_${index}`, summary: [] },
      ...(answer.calls.length > 0
        ? answer.calls.map((call) => ({
            type: 'function_call',
            id: `fc_${call.id}`,
            call_id: call.id,
            name: call.name,
            arguments: call.arguments,
            status: 'completed',
          }))
        : [{ type: 'message', id: `msg_${index}`, role: 'assistant', status: 'completed', content: [content] }]),
    ],
    usage: {
      input_tokens: usage.input,
      input_tokens_details: { cached_tokens: usage.cached },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
      total_tokens: usage.input + usage.output,
    },
  };
}

function sendStream(
  response: ServerResponse,
  answer: Answer,
  body: Json,
  usage: Usage,
  index: number,
  isCut: boolean,
): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const chunk = (delta: Json, finishReason: string | null = null): void => {
    const data = {
      id: `chatcmpl-${index}`,
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: body['model'],
      choices: [{ index: 0, delta, finish_reason: finishReason }],
    };
    response.write(`data: ${JSON.stringify(data)}\n\n`);
  };
  chunk({ role: 'assistant', content: '' });
  for (let at = 0; at < (answer.text ?? '').length; at += 40) chunk({ content: answer.text?.slice(at, at + 40) });
  if (isCut) {
    setImmediate(() => response.destroy());
    return;
  }
  if (answer.refusal !== null) chunk({ refusal: answer.refusal });
  answer.calls.forEach((call, position) =>
    chunk({
      tool_calls: [
        { index: position, id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } },
      ],
    }),
  );
  chunk({}, answer.finishReason);
  if ((body['stream_options'] as Json | undefined)?.['include_usage'] === true) {
    const last = {
      id: `chatcmpl-${index}`,
      object: 'chat.completion.chunk',
      created: 1_700_000_000,
      model: body['model'],
      choices: [],
      usage: chatUsage(usage),
    };
    response.write(`data: ${JSON.stringify(last)}\n\n`);
  }
  response.end('data: [DONE]\n\n');
}
