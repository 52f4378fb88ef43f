import { z } from 'zod';

/** One call of a model, as it is kept: figures and names, never prompt or answer text. */
export const ModelCallRecord = z.strictObject({
  id: z.string().min(1),
  /** ISO 8601 in UTC: when the call began. */
  at: z.iso.datetime({ offset: false }),
  /** Null outside of a trace. */
  traceId: z.string().nullable(),
  stage: z.string(),
  task: z.string(),
  provider: z.string(),
  model: z.string(),
  promptName: z.string().nullable(),
  promptVersion: z.string().nullable(),
  temperature: z.number().nullable(),
  outcome: z.enum(['ok', 'failed']),
  errorCode: z.string().nullable(),
  finishReason: z.enum(['stop', 'length', 'tool_calls', 'content_filter', 'other']).nullable(),
  inputTokens: z.number().int().min(0),
  /** Part of inputTokens. */
  cachedInputTokens: z.number().int().min(0),
  outputTokens: z.number().int().min(0),
  /** Part of outputTokens. */
  reasoningTokens: z.number().int().min(0),
  toolCallCount: z.number().int().min(0),
  /** Requests that went out, network retries and the parse retry included; 0 without a model. */
  requestCount: z.number().int().min(0),
  /** USD; null where the model has no known price. */
  costUsd: z.number().min(0).nullable(),
  latencyMs: z.number().min(0),
});
export type ModelCallRecord = z.infer<typeof ModelCallRecord>;

/** Where model calls are kept, and the sums the budget asks for; an unknown cost counts as 0. */
export interface ModelCallStore {
  add(record: ModelCallRecord): Promise<void>;
  /** USD of all calls that began at or after `sinceMs` (milliseconds since the epoch). */
  spentUsdSince(sinceMs: number): Promise<number>;
  /** USD of all calls of one trace. */
  spentUsdOfTrace(traceId: string): Promise<number>;
}
