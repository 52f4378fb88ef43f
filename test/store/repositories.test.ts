import { describe, expect, test } from 'vitest';
import type { ModelCallRecord } from '../../src/core/model-call-store.ts';
import type { SpanRow } from '../../src/core/span-row.ts';
import { openTempStore } from '../support/temp-store.ts';
import { dialects } from '../support/test-databases.ts';

describe.each(dialects)('marks on %s', (dialect) => {
  test('are kept by name and never go back', async () => {
    await using temp = await openTempStore({ dialect });
    const { marks } = temp.store;
    expect(await marks.get('heard')).toBeNull();
    await marks.set('heard', 2000);
    await marks.set('heard', 1000);
    await marks.set('other', 5);
    expect(await marks.get('heard')).toBe(2000);
    await marks.set('heard', 3000);
    expect(await marks.get('heard')).toBe(3000);
  });
});

describe.each(dialects)('model calls on %s', (dialect) => {
  const call = (id: string, more: Partial<ModelCallRecord> = {}): ModelCallRecord => ({
    id,
    at: '2026-03-02T09:00:00.000Z',
    traceId: 'trace',
    stage: 'stage_a',
    task: 'extract-facts',
    provider: 'openai',
    model: 'small',
    promptName: 'stage-a',
    promptVersion: 'abc',
    temperature: 0.2,
    outcome: 'ok',
    errorCode: null,
    finishReason: 'stop',
    inputTokens: 10,
    cachedInputTokens: 0,
    outputTokens: 5,
    reasoningTokens: 0,
    toolCallCount: 0,
    requestCount: 1,
    costUsd: 0.25,
    latencyMs: 12.5,
    ...more,
  });

  test('add up by time and by trace, an unknown cost as nothing, a repeated id once', async () => {
    await using temp = await openTempStore({ dialect });
    const { modelCalls } = temp.store;
    const nineMs = Date.UTC(2026, 2, 2, 9);
    expect(await modelCalls.spentUsdSince(0)).toBe(0);
    await modelCalls.add(call('a'));
    await modelCalls.add(call('a', { costUsd: 99 }));
    await modelCalls.add(call('b', { at: '2026-03-02T08:59:59.999Z', costUsd: 0.5 }));
    await modelCalls.add(call('c', { traceId: null, costUsd: null }));
    await modelCalls.add(call('d', { traceId: 'other', costUsd: 1 }));
    expect(await modelCalls.spentUsdSince(nineMs)).toBe(1.25);
    expect(await modelCalls.spentUsdSince(nineMs - 1)).toBe(1.75);
    expect(await modelCalls.spentUsdOfTrace('trace')).toBe(0.75);
    expect(await modelCalls.spentUsdOfTrace('none')).toBe(0);
  });
});

describe.each(dialects)('spans and artifacts on %s', (dialect) => {
  const span = (spanId: string, more: Partial<SpanRow> = {}): SpanRow => ({
    traceId: 't1',
    spanId,
    parentSpanId: null,
    name: 'stage_a.run',
    kind: 'LLM',
    startMs: 1000.25,
    endMs: 1003.5,
    durationMs: 3.25,
    status: 'ok',
    errorType: null,
    costUsd: null,
    jobId: null,
    attributes: { model: 'extractive', tokens: 7, tools: ['read_link'] },
    ...more,
  });

  test('a trace comes back whole, by start', async () => {
    await using temp = await openTempStore({ dialect });
    const { spans } = temp.store;
    const child = span('b', {
      parentSpanId: 'a',
      startMs: 1001,
      jobId: 'j1',
      costUsd: 0,
      errorType: 'x',
      status: 'error',
    });
    await spans.insertSpans([child, span('a'), span('c', { traceId: 't2' })]);
    expect(await spans.trace('t1')).toEqual([span('a'), child]);
    expect(await spans.trace('none')).toEqual([]);
  });

  test('a span that comes again replaces the first', async () => {
    await using temp = await openTempStore({ dialect });
    const { spans } = temp.store;
    await spans.insertSpans([span('a'), span('a', { name: 'stage_b.run' })]);
    await spans.insertSpans([span('a', { name: 'slack.post_message', attributes: {} })]);
    expect(await spans.trace('t1')).toEqual([span('a', { name: 'slack.post_message', attributes: {} })]);
  });

  test('a batch is stored whole or not at all', async () => {
    await using temp = await openTempStore({ dialect });
    const broken = span('b', { name: null as unknown as string });
    await expect(temp.store.spans.insertSpans([span('a'), broken])).rejects.toThrow(/not.null/i);
    expect(await temp.store.spans.trace('t1')).toEqual([]);
  });

  test('artifacts are listed with their size in bytes, and the newest of a name stays', async () => {
    await using temp = await openTempStore({ dialect });
    const { artifacts } = temp.store;
    await artifacts.put('t1', 'sources.txt', 'old', 1);
    await artifacts.put('t1', 'evidence.json', '{}', 2);
    await artifacts.put('t1', 'sources.txt', 'über', 3);
    expect(await artifacts.list('t1')).toEqual([
      { name: 'evidence.json', bytes: 2, createdAt: 2 },
      { name: 'sources.txt', bytes: 5, createdAt: 3 },
    ]);
    expect(await artifacts.get('t1', 'sources.txt')).toBe('über');
    expect(await artifacts.get('t1', 'none')).toBeNull();
    expect(await artifacts.list('t2')).toEqual([]);
  });
});
