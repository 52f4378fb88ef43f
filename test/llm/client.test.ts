import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { createTestModel, goodAnswer, testRequest } from '../support/language-model.ts';
import { createScriptedProvider } from '../support/scripted-provider.ts';

const good = JSON.stringify(goodAnswer);

describe('the language model client', () => {
  it('gives the parsed answer with names, usage and price', async () => {
    const { model } = createTestModel({ deps: { providers: [createScriptedProvider([good])] } });
    const answer = await model.complete(testRequest());
    expect(answer).toMatchObject({ value: goodAnswer, provider: 'openai', model: 'test-model', finishReason: 'stop' });
    expect(answer.usage).toEqual({ inputTokens: 1000, cachedInputTokens: 0, outputTokens: 100, reasoningTokens: 0 });
    expect(answer.costUsd).toBeCloseTo(0.002, 9);
  });

  it('lets a stage name its own profile', async () => {
    const provider = createScriptedProvider([good]);
    const { model } = createTestModel({ deps: { providers: [provider] } });
    expect(model.describe('stage_a')).toEqual({ provider: 'openai', model: 'test-model' });
    expect(model.describe('stage_b')).toEqual({ provider: 'openai', model: 'strong-model' });
    const answer = await model.complete(testRequest({ stage: 'stage_b' }));
    expect(answer.model).toBe('strong-model');
    expect(answer.costUsd).toBeNull();
  });

  it('lets a prompt decide its own temperature and length over the profile', async () => {
    const provider = createScriptedProvider([good, good]);
    const { model } = createTestModel({ deps: { providers: [provider] }, profile: { temperature: 0.7 } });
    await model.complete(testRequest());
    await model.complete(testRequest({ parameters: { temperature: 0, maxOutputTokens: 900 } }));
    expect(provider.calls.map(({ profile }) => [profile.temperature, profile.maxOutputTokens])).toEqual([
      [0.7, 500],
      [0, 900],
    ]);
  });

  it('uses the keyless profile where neither key nor address is set, and the forced one above all', () => {
    const keyless = createTestModel({ settings: { apiKey: null, baseUrl: null } });
    expect(keyless.model.describe('stage_b')).toEqual({ provider: 'extractive', model: 'extractive-1' });
    const address = createTestModel({ settings: { apiKey: null } });
    expect(address.model.describe('stage_a').provider).toBe('openai');
    const forced = createTestModel({ settings: { profile: 'extractive' } });
    expect(forced.model.describe('stage_a').provider).toBe('extractive');
    const named = createTestModel({ settings: { model: 'llama-9' } });
    expect(named.model.describe('stage_b').model).toBe('llama-9');
  });

  it('refuses to start with a profile that the file does not define, naming the known ones', () => {
    expect(() => createTestModel({ settings: { profile: 'nope' } })).toThrow(/"nope".*known: main, strong, extractive/);
    expect(() => createTestModel({ settings: { environment: 'moon' } })).toThrow(/"moon".*known: production/);
  });

  it('takes the first JSON object out of prose without asking again', async () => {
    const provider = createScriptedProvider([
      `Here you are:\n\`\`\`json\n${good.replace('}]', '},]')}\n\`\`\`\nAnything else?`,
    ]);
    const { model } = createTestModel({ deps: { providers: [provider] } });
    const answer = await model.complete(testRequest());
    expect(answer.value).toEqual(goodAnswer);
    expect(JSON.parse(answer.text)).toEqual(goodAnswer);
    expect(provider.calls).toHaveLength(1);
  });

  it('asks once more where the form is wrong, telling what is wrong', async () => {
    const provider = createScriptedProvider(['{"title": 5, "points": []}', good]);
    const { model, calls } = createTestModel({ deps: { providers: [provider] } });
    expect((await model.complete(testRequest())).value).toEqual(goodAnswer);
    const [, second] = provider.calls;
    expect(second?.messages.slice(0, 2)).toEqual(testRequest().messages);
    expect(second?.messages.at(-2)).toEqual({ role: 'assistant', content: '{"title": 5, "points": []}' });
    expect(second?.messages.at(-1)?.content).toMatch(/title/);
    expect(calls.rows[0]).toMatchObject({ requestCount: 2, inputTokens: 2000, outcome: 'ok' });
  });

  it('gives up after the second unreadable answer', async () => {
    const provider = createScriptedProvider(['no', 'still no', good]);
    const { model, calls } = createTestModel({ deps: { providers: [provider] } });
    await expect(model.complete(testRequest())).rejects.toMatchObject({ code: 'model_bad_answer', retryable: true });
    expect(provider.calls).toHaveLength(2);
    expect(calls.rows[0]).toMatchObject({
      outcome: 'failed',
      errorCode: 'model_bad_answer',
      costUsd: expect.closeTo(0.004, 9) as number,
    });
  });

  it('does not ask again for any other failure', async () => {
    const provider = createScriptedProvider([new AppError({ code: 'model_refused', message: 'No.' }), good]);
    const { model } = createTestModel({ deps: { providers: [provider] } });
    await expect(model.complete(testRequest())).rejects.toMatchObject({ code: 'model_refused' });
    expect(provider.calls).toHaveLength(1);
  });

  it('ends at the total deadline even where the provider does not listen', async () => {
    const provider = createScriptedProvider([() => new Promise<string>(() => undefined)]);
    const { model, outside } = createTestModel({ deps: { providers: [provider] }, settings: { totalTimeoutMs: 5000 } });
    const asked = model.complete(testRequest()).catch((thrown: unknown) => thrown);
    await outside.clock.advance(4999);
    await outside.clock.advance(2);
    expect(await asked).toMatchObject({ code: 'model_timeout', retryable: true });
  });

  it('gives a caller that cancels its own reason back, and records the call', async () => {
    const controller = new AbortController();
    const provider = createScriptedProvider([() => new Promise<string>(() => undefined)]);
    const { model, outside, calls } = createTestModel({ deps: { providers: [provider] } });
    const asked = model.complete(testRequest({ signal: controller.signal })).catch((thrown: unknown) => thrown);
    await outside.clock.advance(10);
    controller.abort(new Error('the message was deleted'));
    expect(await asked).toEqual(new Error('the message was deleted'));
    expect(calls.rows[0]).toMatchObject({ outcome: 'failed', errorCode: 'model_cancelled' });
  });

  it('asks nothing for a request that is cancelled already', async () => {
    const provider = createScriptedProvider([]);
    const { model } = createTestModel({ deps: { providers: [provider] } });
    await expect(model.complete(testRequest({ signal: AbortSignal.abort(new Error('gone')) }))).rejects.toThrow('gone');
    expect(provider.calls).toHaveLength(0);
  });

  it('knows its providers by name', () => {
    const { model } = createTestModel({ deps: { providers: [] } });
    expect(model.describe('stage_a').provider).toBe('openai');
    return expect(model.complete(testRequest())).rejects.toMatchObject({ code: 'unknown_provider' });
  });
});
