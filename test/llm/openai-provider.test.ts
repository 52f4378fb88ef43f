import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AppError } from '../../src/core/errors.ts';
import type { ModelTool } from '../../src/core/ports.ts';
import { ComposeReplyAnswer, ExtractFactsAnswer } from '../../src/core/stages.ts';
import type { Profile } from '../../src/llm/profiles.ts';
import type { LlmSettings } from '../../src/llm/settings.ts';
import { createTestModel, goodAnswer, testRequest } from '../support/language-model.ts';
import { createOpenaiServer } from '../support/openai-server.ts';
import type { OpenaiReply, OpenaiServer, OpenaiServerOptions } from '../support/openai-server.ts';

const good: OpenaiReply = { kind: 'json', value: goodAnswer };
const open: OpenaiServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(
  replies: OpenaiServerOptions['replies'],
  settings: Partial<LlmSettings> = {},
  options: Partial<OpenaiServerOptions> & { profile?: Partial<Profile> } = {},
) {
  const server = await createOpenaiServer({ replies, apiKey: 'test-key', ...options });
  open.push(server);
  const built = createTestModel({
    settings: { baseUrl: server.baseUrl, ...settings },
    ...(options.profile ? { profile: options.profile } : {}),
  });
  return { server, ...built };
}

/** Moves the held clock on until the work is done, so that waits between retries pass at once. */
async function pass<T>(work: Promise<T>, clock: { advance(ms: number): Promise<void>; waiting(): number }): Promise<T> {
  const state = { isDone: false };
  const settled = work.finally(() => {
    state.isDone = true;
  });
  settled.catch(() => undefined);
  while (!state.isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    // The first waiter is the deadline; a second is a wait between retries.
    if (clock.waiting() > 1) await clock.advance(50);
  }
  return settled;
}

const readLink: ModelTool & { seen: unknown[] } = {
  seen: [],
  name: 'read_link',
  description: 'Reads a link of the page.',
  parameters: z.strictObject({ link_id: z.number().int() }),
  async run(args) {
    readLink.seen.push(args);
    return `text of link ${String(args['link_id'])}`;
  },
};

describe.each(['chat', 'responses'] as const)('the openai provider over %s', (api) => {
  it('asks for the schema strictly and counts cached and reasoning tokens', async () => {
    const { server, model } = await start(
      [good],
      { api },
      { profile: { maxOutputTokens: 900, reasoningEffort: 'low' } },
    );
    const answer = await model.complete(testRequest());
    expect(answer.value).toEqual(goodAnswer);
    expect(answer.usage).toEqual({ inputTokens: 1200, cachedInputTokens: 200, outputTokens: 300, reasoningTokens: 50 });
    expect(answer.costUsd).toBeCloseTo((1000 * 1 + 200 * 0.1 + 300 * 10) / 1e6, 12);
    expect(server.problems).toEqual([]);
    expect(JSON.stringify(server.requests[0]?.body)).toContain('"strict":true');
  });

  it('runs tools, answers every call and goes on to the answer', async () => {
    readLink.seen = [];
    const { server, model } = await start(
      [{ kind: 'tool-calls', calls: [{ name: 'read_link', arguments: { link_id: 2 } }] }, good],
      { api },
    );
    const answer = await model.complete(testRequest({ tools: [readLink] }));
    expect(answer.value).toEqual(goodAnswer);
    expect(readLink.seen).toEqual([{ link_id: 2 }]);
    expect(server.problems).toEqual([]);
    expect(JSON.stringify(server.requests[1]?.body)).toContain('text of link 2');
    expect(answer.usage.inputTokens).toBe(2400);
  });

  it.each([
    ['another tool', { name: 'delete_all', arguments: {} }, /there is no tool/],
    ['wrong arguments', { name: 'read_link', arguments: { url: 'http://10.0.0.1/' } }, /do not fit/],
    ['arguments that are no JSON', { name: 'read_link', arguments: '{"link_id": ' }, /do not fit/],
  ])('tells the model of %s instead of failing', async (_name, call, told) => {
    readLink.seen = [];
    const { server, model } = await start([{ kind: 'tool-calls', calls: [call] }, good], { api });
    await model.complete(testRequest({ tools: [readLink] }));
    expect(JSON.stringify(server.requests[1]?.body)).toMatch(told);
    expect(readLink.seen).toEqual([]);
    expect(server.problems).toEqual([]);
  });

  it('tells the model of a tool that fails', async () => {
    const failing: ModelTool = {
      ...readLink,
      run: () => Promise.reject(new AppError({ code: 'fetch_refused', message: 'That address is private.' })),
    };
    const { server, model } = await start(
      [{ kind: 'tool-calls', calls: [{ name: 'read_link', arguments: { link_id: 1 } }] }, good],
      { api },
    );
    await model.complete(testRequest({ tools: [failing] }));
    expect(JSON.stringify(server.requests[1]?.body)).toContain('That address is private.');
  });

  it('runs no more tools than allowed and answers those beyond', async () => {
    readLink.seen = [];
    const calls = [1, 2, 3, 4].map((link_id) => ({ name: 'read_link', arguments: { link_id } }));
    const { server, model } = await start([{ kind: 'tool-calls', calls }, good], { api });
    await model.complete(testRequest({ tools: [readLink], maxToolCalls: 2 }));
    expect(readLink.seen).toHaveLength(2);
    expect(server.problems).toEqual([]);
    expect(server.requests[1]?.body['tool_choice']).toBe('none');
  });

  it('stops a model that calls tools for ever', async () => {
    const again: OpenaiReply = { kind: 'tool-calls', calls: [{ name: 'read_link', arguments: { link_id: 1 } }] };
    const { server, model } = await start(() => again, { api });
    await expect(model.complete(testRequest({ tools: [readLink] }))).rejects.toMatchObject({
      code: 'model_bad_answer',
    });
    expect(server.requests.length).toBeLessThanOrEqual(12);
  });

  it.each<[string, OpenaiReply, string]>([
    ['a refusal', { kind: 'refusal', text: 'I will not.' }, 'model_refused'],
    ['a length stop', { kind: 'text', text: '{"title": "Te', finishReason: 'length' }, 'model_length'],
    ['a content filter', { kind: 'text', text: '', finishReason: 'content_filter' }, 'model_filtered'],
    ['a wrong key', { kind: 'status', status: 401 }, 'model_auth'],
    [
      'an unknown model',
      { kind: 'status', status: 404, message: 'The model does not exist.', code: 'model_not_found' },
      'model_unavailable',
    ],
    [
      'a context that is too long',
      { kind: 'status', status: 400, code: 'context_length_exceeded', message: 'too many tokens' },
      'model_length',
    ],
    ['an empty account', { kind: 'status', status: 429, code: 'insufficient_quota' }, 'model_rate_limited'],
  ])('does not repeat the request after %s', async (_name, reply, code) => {
    const { server, model } = await start([reply], { api });
    await expect(model.complete(testRequest())).rejects.toMatchObject({ code, retryable: false });
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, OpenaiReply]>([
    ['429', { kind: 'status', status: 429 }],
    ['500', { kind: 'status', status: 500 }],
    ['503', { kind: 'status', status: 503 }],
    ['a body that is no JSON', { kind: 'malformed' }],
    ['a cut connection', { kind: 'cut' }],
  ])('tries again after %s, and succeeds', async (_name, reply) => {
    const { server, model, outside } = await start([reply, good], { api });
    const answer = await pass(model.complete(testRequest()), outside.clock);
    expect(answer.value).toEqual(goodAnswer);
    expect(server.requests).toHaveLength(2);
  });

  it.each<[string, OpenaiReply, string]>([
    ['429', { kind: 'status', status: 429 }, 'model_rate_limited'],
    ['500', { kind: 'status', status: 500 }, 'model_unavailable'],
    ['a body that is no JSON', { kind: 'malformed' }, 'model_bad_answer'],
    ['a cut connection', { kind: 'cut' }, 'model_unavailable'],
  ])('gives up on %s when the retries are used up', async (_name, reply, code) => {
    const { server, model, outside } = await start(() => reply, { api, maxRetries: 2 });
    await expect(pass(model.complete(testRequest()), outside.clock)).rejects.toMatchObject({ code, retryable: true });
    expect(server.requests).toHaveLength(3);
  });

  it('asks without json_schema where the server does not know it, and remembers', async () => {
    const { server, model } = await start(
      () => ({ kind: 'text', text: `Sure. ${JSON.stringify(goodAnswer)}` }),
      { api },
      { unknown: ['json_schema'] },
    );
    expect((await model.complete(testRequest())).value).toEqual(goodAnswer);
    expect(server.requests).toHaveLength(2);
    expect(JSON.stringify(server.requests[1]?.body)).toContain('JSON schema (answer)');
    await model.complete(testRequest());
    expect(server.requests).toHaveLength(3);
  });

  it('asks in words alone where the server knows no response formats at all', async () => {
    const { server, model } = await start(() => good, { api }, { unknown: ['json_schema', 'json_object'] });
    expect((await model.complete(testRequest())).value).toEqual(goodAnswer);
    expect(server.requests).toHaveLength(3);
  });
});

describe('the openai provider', () => {
  it('waits as long as Retry-After says', async () => {
    const { server, model, outside } = await start([
      { kind: 'status', status: 429, headers: { 'retry-after': '7' } },
      good,
    ]);
    const began = outside.clock.now();
    await pass(model.complete(testRequest()), outside.clock);
    expect(outside.clock.now() - began).toBeGreaterThanOrEqual(7000);
    expect(outside.clock.now() - began).toBeLessThan(7200);
    expect(server.requests).toHaveLength(2);
  });

  it('does not wait longer than the question may take, and tells how long the server asked for', async () => {
    const { server, model } = await start([{ kind: 'status', status: 429, headers: { 'retry-after': '3600' } }]);
    await expect(model.complete(testRequest())).rejects.toMatchObject({
      code: 'model_rate_limited',
      retryAfterMs: 3_600_000,
    });
    expect(server.requests).toHaveLength(1);
  });

  it('never multiplies the two kinds of retry', async () => {
    const bad: OpenaiReply = { kind: 'text', text: 'no JSON' };
    const busy: OpenaiReply = { kind: 'status', status: 503 };
    const { server, model, outside } = await start([busy, busy, bad, busy, bad], { maxRetries: 3 });
    await expect(pass(model.complete(testRequest()), outside.clock)).rejects.toMatchObject({
      code: 'model_bad_answer',
    });
    expect(server.requests).toHaveLength(5);
    expect(server.problems).toEqual([]);
  });

  it('gives up a silent server at the deadline', async () => {
    const { model, outside } = await start([{ kind: 'hang' }], { totalTimeoutMs: 2000 });
    const asked = model.complete(testRequest()).catch((thrown: unknown) => thrown);
    await outside.clock.advance(2001);
    expect(await asked).toMatchObject({ code: 'model_timeout' });
  });

  it('takes a request that is too slow for a retry of its own', async () => {
    const { server, model, outside } = await start([{ kind: 'hang' }, good], { requestTimeoutMs: 100 });
    expect((await pass(model.complete(testRequest()), outside.clock)).value).toEqual(goodAnswer);
    expect(server.requests).toHaveLength(2);
  });

  it('refuses an answer beyond the size limit', async () => {
    const { model } = await start([{ kind: 'text', text: 'x'.repeat(50_000) }], { maxResponseBytes: 10_000 });
    await expect(model.complete(testRequest())).rejects.toMatchObject({ code: 'model_bad_answer' });
  });

  it('says that no server is reachable', async () => {
    const { server, model, outside } = await start([], { maxRetries: 1 });
    await server.close();
    await expect(pass(model.complete(testRequest()), outside.clock)).rejects.toMatchObject({
      code: 'model_unavailable',
      retryable: true,
    });
  });

  it('sends no key where none is set, and needs a server', async () => {
    const server = await createOpenaiServer({ replies: [good] });
    open.push(server);
    const { model } = createTestModel({ settings: { baseUrl: server.baseUrl, apiKey: null } });
    await model.complete(testRequest());
    expect(server.requests[0]?.authorization).toBeNull();
    const nowhere = createTestModel({ settings: { baseUrl: null, apiKey: null, profile: 'main' } });
    await expect(nowhere.model.complete(testRequest())).rejects.toMatchObject({ code: 'model_auth' });
  });

  it('keeps the server’s words out of what people see', async () => {
    const { model } = await start([{ kind: 'status', status: 400, message: 'prompt was: SECRET PAGE TEXT' }]);
    const error = await model.complete(testRequest()).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(AppError);
    expect(`${(error as AppError).message} ${(error as AppError).hint}`).not.toContain('SECRET');
  });

  it.each(['temperature', 'reasoning_effort', 'max_completion_tokens', 'parallel_tool_calls', 'tools'])(
    'does without %s where a server does not know it',
    async (unknown) => {
      const profile = { temperature: 0.2, reasoningEffort: 'low' as const, maxOutputTokens: 100 };
      const { server, model } = await start(() => good, {}, { unknown: [unknown], profile });
      expect((await model.complete(testRequest({ tools: [readLink] }))).value).toEqual(goodAnswer);
      expect(server.requests).toHaveLength(2);
      expect(server.problems).toEqual([]);
    },
  );

  it('streams with usage and tools', async () => {
    const { server, model } = await start(
      [{ kind: 'tool-calls', calls: [{ name: 'read_link', arguments: { link_id: 9 } }] }, good],
      { stream: true },
    );
    const answer = await model.complete(testRequest({ tools: [readLink] }));
    expect(answer.value).toEqual(goodAnswer);
    expect(answer.usage.reasoningTokens).toBe(100);
    expect(server.requests[0]?.body['stream']).toBe(true);
  });

  it.each<[string, OpenaiReply, string]>([
    ['a length stop', { kind: 'text', text: '{"title": "Te', finishReason: 'length' }, 'model_length'],
    ['a content filter', { kind: 'text', text: '', finishReason: 'content_filter' }, 'model_filtered'],
    ['a refusal', { kind: 'refusal', text: 'I will not.' }, 'model_refused'],
    ['a cut stream', { kind: 'cut' }, 'model_unavailable'],
  ])('names %s in a stream', async (_name, reply, code) => {
    const { model } = await start(() => reply, { stream: true, maxRetries: 0 });
    await expect(model.complete(testRequest())).rejects.toMatchObject({ code });
  });

  it.each([
    ['extract_facts', ExtractFactsAnswer],
    ['compose_reply', ComposeReplyAnswer],
  ])('asks for %s in a form that an obeying model can fill', async (schemaName, schema) => {
    const { server, model } = await start([{ kind: 'obey', text: 'PWNED' }]);
    const request = { ...testRequest(), schemaName, schema: schema as z.ZodType };
    const answer = await model.complete(request);
    expect(JSON.stringify(answer.value)).toContain('PWNED');
    expect(server.problems).toEqual([]);
  });
});
