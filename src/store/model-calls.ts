import type { ModelCallStore } from '../core/model-call-store.ts';
import type { MainSchema } from './schema.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** One row for each call of a model: the budget adds them up, so they are in the file that loses nothing. */
export function createModelCallStore({ kysely }: SqliteDatabase<MainSchema>): ModelCallStore {
  const selectSum = () =>
    kysely
      .selectFrom('model_calls')
      .select((row) => row.fn.coalesce(row.fn.sum<number>('cost_usd'), row.lit(0)).as('usd'));

  return {
    /** A call that is known by its id stays as it is. */
    async add(call) {
      await kysely
        .insertInto('model_calls')
        .values({
          id: call.id,
          called_at: Date.parse(call.at),
          trace_id: call.traceId,
          stage: call.stage,
          task: call.task,
          provider: call.provider,
          model: call.model,
          prompt_name: call.promptName,
          prompt_version: call.promptVersion,
          temperature: call.temperature,
          outcome: call.outcome,
          error_code: call.errorCode,
          finish_reason: call.finishReason,
          input_tokens: call.inputTokens,
          cached_input_tokens: call.cachedInputTokens,
          output_tokens: call.outputTokens,
          reasoning_tokens: call.reasoningTokens,
          tool_call_count: call.toolCallCount,
          request_count: call.requestCount,
          cost_usd: call.costUsd,
          latency_ms: call.latencyMs,
        })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .execute();
    },
    async spentUsdSince(sinceMs) {
      const { usd } = await selectSum().where('called_at', '>=', sinceMs).executeTakeFirstOrThrow();
      return usd;
    },
    async spentUsdOfTrace(traceId) {
      const { usd } = await selectSum().where('trace_id', '=', traceId).executeTakeFirstOrThrow();
      return usd;
    },
  };
}
