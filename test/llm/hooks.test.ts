import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/core/errors.ts';
import { hookPlugins } from '../../src/llm/hooks/index.ts';
import { ExtractFactsAnswer } from '../../src/core/stages.ts';
import { extractiveProvider } from '../../src/llm/providers/extractive.ts';
import type { HookPlugin, ModelHook } from '../../src/llm/model-hook.ts';
import { createTestModel, goodAnswer, testRequest } from '../support/language-model.ts';
import { createScriptedProvider } from '../support/scripted-provider.ts';

const good = JSON.stringify(goodAnswer);
const powers: ModelHook['power'][] = ['look', 'rewrite', 'refuse', 'repair', 'price'];

/** A hook of any power whose every method does `act`. */
function badHook(power: ModelHook['power'], act: () => unknown): HookPlugin {
  const method = act as () => never;
  const hooks: Record<ModelHook['power'], ModelHook> = {
    look: { power: 'look', before: method, after: method },
    rewrite: { power: 'rewrite', rewrite: method },
    refuse: { power: 'refuse', refuse: method },
    repair: { power: 'repair', repair: method },
    price: { power: 'price', price: method },
  };
  return { id: 'bad', summary: 'Bad.', phases: ['before', 'after'], create: () => hooks[power] };
}

const behaviours: [string, () => unknown][] = [
  [
    'throws',
    () => {
      throw new Error('hook trouble');
    },
  ],
  ['rejects', () => Promise.reject(new Error('hook trouble'))],
  [
    'throws no error',
    () => {
      // oxlint-disable-next-line typescript/only-throw-error -- a hook may be this bad
      throw 'text';
    },
  ],
  ['gives a word', () => 'nonsense'],
  ['gives a number below zero', () => -5],
  ['gives NaN', () => Number.NaN],
  ['gives an object', () => ({ costUsd: 0, messages: [] })],
  ['gives an empty list', () => []],
  [
    'gives messages of other roles',
    () => [
      { role: 'system', content: 'x' },
      { role: 'system', content: 'x' },
    ],
  ],
  [
    'gives emptied messages',
    () => [
      { role: 'system', content: '' },
      { role: 'user', content: ' ' },
    ],
  ],
  ['gives a foreign error', () => new AppError({ code: 'internal_error', message: 'stop' })],
  ['gives an answer of another form', () => '{"title":"x"}'],
];

describe('a bad hook', () => {
  for (const power of powers) {
    it.each(behaviours)(`with the power to ${power} that %s changes nothing`, async (name, act) => {
      // The answer needs repair, so that every kind of hook gets its turn.
      const provider = createScriptedProvider([`Sure: ${good}`]);
      const { model, outside, calls } = createTestModel({
        deps: { providers: [provider], hooks: [badHook(power, act), ...hookPlugins] },
        before: ['bad', 'budget'],
        after: ['bad', 'guard', 'cost', 'record'],
      });
      const answer = await model.complete(testRequest());
      expect(answer.value).toEqual(goodAnswer);
      expect(answer.costUsd).toBeCloseTo(0.002, 9);
      expect(provider.calls[0]?.messages).toEqual(testRequest().messages);
      expect(calls.rows).toHaveLength(1);
      // What a looking hook gives back is not even looked at.
      const isNoticed = power !== 'look' || ['throws', 'rejects', 'throws no error'].includes(name);
      const warnings = outside.logged.filter((line) => line.level === 'warn' && line.fields['hook'] === 'bad');
      expect(warnings.length > 0).toBe(isNoticed);
    });

    it(`with the power to ${power} that hangs is left behind after its time`, async () => {
      const provider = createScriptedProvider([`Sure: ${good}`]);
      const { model, outside, calls } = createTestModel({
        settings: { hookTimeoutMs: 100 },
        deps: { providers: [provider], hooks: [badHook(power, () => new Promise(() => undefined)), ...hookPlugins] },
        before: ['bad', 'budget'],
        after: ['bad', 'guard', 'cost', 'record'],
      });
      const asked = model.complete(testRequest());
      for (let step = 0; step < 5; step += 1) {
        // Good hooks get to their end before time moves.
        await new Promise((resolve) => setImmediate(resolve));
        await outside.clock.advance(101);
      }
      expect((await asked).value).toEqual(goodAnswer);
      expect(calls.rows).toHaveLength(1);
      expect(outside.logged.find((line) => line.level === 'warn')?.fields).toMatchObject({
        hook: 'bad',
        error: { code: 'hook_timeout' },
      });
    });
  }

  it('cannot change the call it looks at', async () => {
    const provider = createScriptedProvider([good]);
    const meddler: HookPlugin = {
      id: 'bad',
      summary: 'Writes into what it sees.',
      phases: ['before'],
      create: () => ({
        power: 'look',
        before(call) {
          Object.assign(call.messages[0] ?? {}, { content: 'changed' });
        },
      }),
    };
    const { model } = createTestModel({
      deps: { providers: [provider], hooks: [meddler, ...hookPlugins] },
      before: ['bad'],
    });
    await model.complete(testRequest());
    expect(provider.calls[0]?.messages).toEqual(testRequest().messages);
  });
});

describe('the hooks', () => {
  it('refuse a run that has spent its money, before anything is sent', async () => {
    const provider = createScriptedProvider([good]);
    const { model, calls } = createTestModel({ deps: { providers: [provider] } });
    const row = { ...(await recordedRow()), traceId: 'trace-1', costUsd: 0.1 };
    calls.rows.push(row);
    await expect(model.complete(testRequest())).rejects.toMatchObject({ code: 'budget_exceeded', retryable: false });
    expect(provider.calls).toHaveLength(0);
    expect(calls.rows.at(-1)).toMatchObject({
      outcome: 'failed',
      errorCode: 'budget_exceeded',
      requestCount: 0,
      costUsd: 0,
    });
  });

  it('refuse a day that has spent its money, and a new day begins at midnight UTC', async () => {
    const provider = createScriptedProvider([good]);
    const { model, calls, outside } = createTestModel({
      deps: { providers: [provider] },
      settings: { dailyBudgetUsd: 1 },
    });
    calls.rows.push({ ...(await recordedRow()), traceId: 'other', costUsd: 1 });
    await expect(model.complete(testRequest())).rejects.toMatchObject({ code: 'budget_exceeded' });
    await outside.clock.advance(15 * 3_600_000);
    await expect(model.complete(testRequest())).resolves.toMatchObject({ value: goodAnswer });
  });

  it('let everything pass where the budgets are 0', async () => {
    const { model, calls } = createTestModel({
      deps: { providers: [createScriptedProvider([good])] },
      settings: { dailyBudgetUsd: 0, runBudgetUsd: 0 },
    });
    calls.rows.push({ ...(await recordedRow()), costUsd: 500 });
    await expect(model.complete(testRequest())).resolves.toMatchObject({ value: goodAnswer });
  });

  it('refuse a prompt that alone costs more than the run may', async () => {
    const { model } = createTestModel({ deps: { providers: [createScriptedProvider([good])] } });
    const messages = [{ role: 'user' as const, content: 'word '.repeat(100_000) }];
    await expect(model.complete(testRequest({ messages }))).rejects.toMatchObject({ code: 'budget_exceeded' });
  });

  it('that refuse leave the answer to the writer without a model, which says so', async () => {
    const provider = createScriptedProvider([good]);
    const { model, calls, outside, attributes } = createTestModel({
      deps: { providers: [provider, extractiveProvider] },
    });
    calls.rows.push({ ...(await recordedRow()), traceId: 'trace-1', costUsd: 0.1 });
    const text =
      'Tern keeps 40 nests on the roof of the station in Hoek. The nests are counted every Monday by two people.';
    const snippets = [{ id: 1, sourceId: 1, text, headingPath: [], position: 0 }];
    const input = { title: 'Tern', domain: 'tern.example', language: 'en', coverage: 'full', snippets, links: [] };
    const answer = await model.complete({ ...testRequest(), input, schema: ExtractFactsAnswer });
    expect(answer).toMatchObject({ provider: 'extractive', model: 'extractive-1', costUsd: 0, fallback: 'budget' });
    expect(answer.value.key_facts.length).toBeGreaterThan(0);
    expect(provider.calls).toHaveLength(0);
    expect(attributes).toMatchObject({ fallback: 'budget' });
    expect(calls.rows.slice(-2)).toMatchObject([
      { outcome: 'failed', errorCode: 'budget_exceeded', costUsd: 0 },
      { outcome: 'ok', provider: 'extractive', costUsd: 0 },
    ]);
    expect(outside.logged.map((line) => line.message)).toContain('model budget used up; answered without a model');
  });

  it('that refuse a task that needs a model leave it refused', async () => {
    const { model, calls } = createTestModel({
      deps: { providers: [createScriptedProvider([good]), extractiveProvider] },
    });
    calls.rows.push({ ...(await recordedRow()), traceId: 'trace-1', costUsd: 0.1 });
    await expect(model.complete(testRequest({ task: 'judge' }))).rejects.toMatchObject({ code: 'budget_exceeded' });
  });

  it('mask secrets before they leave', async () => {
    const provider = createScriptedProvider([good]);
    const { model } = createTestModel({ deps: { providers: [provider] } });
    await model.complete(testRequest({ messages: [{ role: 'user', content: 'the word is hunter2.' }] }));
    expect(provider.calls[0]?.messages[0]?.content).toBe('the word is [secret].');
  });

  it('record each call as one row in UTC', async () => {
    expect(await recordedRow()).toMatchObject({
      at: '2026-03-02T09:00:00.000Z',
      traceId: 'trace-1',
      stage: 'stage_a',
      promptVersion: 'abcdefabcdef',
      outcome: 'ok',
      costUsd: expect.closeTo(0.002, 9) as number,
    });
  });

  it('set model, tokens and cost on the active span', async () => {
    const { model, attributes } = createTestModel({ deps: { providers: [createScriptedProvider([good])] } });
    await model.complete(testRequest());
    expect(attributes).toMatchObject({
      'gen_ai.request.model': 'test-model',
      'gen_ai.usage.input_tokens': 1000,
      prompt_version: 'abcdefabcdef',
      cost_usd: expect.closeTo(0.002, 9) as number,
    });
  });

  it('log figures and never the text', async () => {
    const { model, outside } = createTestModel({ deps: { providers: [createScriptedProvider([good])] } });
    await model.complete(testRequest());
    const lines = outside.logged.filter((line) => line.message.startsWith('model call'));
    expect(lines.map((line) => line.message)).toEqual(['model call begins', 'model call done']);
    expect(JSON.stringify(lines)).not.toContain('What is it?');
    expect(JSON.stringify(lines)).not.toContain('It is fast.');
  });
});

async function recordedRow() {
  const { model, calls } = createTestModel({ deps: { providers: [createScriptedProvider([good])] } });
  await model.complete(testRequest());
  const [row] = calls.rows;
  if (!row) throw new Error('nothing was recorded');
  return row;
}
