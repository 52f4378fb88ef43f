import type { ModelCallRecord } from '../../src/core/model-call-store.ts';

/** A call of stage A that went well, for a quarter of a dollar. */
export function sampleModelCall(id: string, atMs: number, more: Partial<ModelCallRecord> = {}): ModelCallRecord {
  return {
    id,
    at: new Date(atMs).toISOString(),
    traceId: 'trace',
    stage: 'stage_a',
    task: 'extract-facts',
    provider: 'openai',
    model: 'gpt-test',
    promptName: null,
    promptVersion: null,
    temperature: null,
    outcome: 'ok',
    errorCode: null,
    finishReason: 'stop',
    inputTokens: 100,
    cachedInputTokens: 0,
    outputTokens: 20,
    reasoningTokens: 0,
    toolCallCount: 0,
    requestCount: 1,
    costUsd: 0.25,
    latencyMs: 10,
    ...more,
  };
}
