import type Sqlite from 'better-sqlite3';
import type { ModelCallRecord, ModelCallStore } from '../core/model-call-store.ts';
import type { MainSchema } from './schema.ts';
import type { DiskBarrier } from './disk-barrier.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** One row for each call of a model, and its part in the sums of the hour: the budget adds them up, so they are kept beside the jobs. */
export function createModelCallStore({ kysely, handle, barrier }: SqliteDatabase<MainSchema>): ModelCallStore {
  const insert = createInsert(handle, barrier);
  const selectSum = () =>
    kysely
      .selectFrom('model_calls')
      .select((row) => row.fn.coalesce(row.fn.sum<number>('cost_usd'), row.lit(0)).as('usd'));

  return {
    /** A call that is known by its id stays as it is. */
    async add(call) {
      insert(call);
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

function createInsert(handle: Sqlite.Database, barrier: DiskBarrier): (call: ModelCallRecord) => void {
  const insertCall = handle.prepare(
    `insert into model_calls (id, called_at, trace_id, stage, task, provider, model, prompt_name, prompt_version, temperature, outcome,
       error_code, finish_reason, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, tool_call_count, request_count, cost_usd,
       latency_ms)
     values (@id, @calledAt, @traceId, @stage, @task, @provider, @model, @promptName, @promptVersion, @temperature, @outcome, @errorCode,
       @finishReason, @inputTokens, @cachedInputTokens, @outputTokens, @reasoningTokens, @toolCallCount, @requestCount, @costUsd, @latencyMs)
     on conflict (id) do nothing`,
  );
  const countCall = handle.prepare(
    `insert into model_call_hours (hour_ms, stage, model, outcome, n, cost_usd, unknown_costs, input_tokens, output_tokens)
     values (@calledAt - @calledAt % 3600000, @stage, @model, @outcome, 1, coalesce(@costUsd, 0), @costUsd is null, @inputTokens, @outputTokens)
     on conflict do update set n = n + 1, cost_usd = cost_usd + excluded.cost_usd, unknown_costs = unknown_costs + excluded.unknown_costs,
       input_tokens = input_tokens + excluded.input_tokens, output_tokens = output_tokens + excluded.output_tokens`,
  );
  const both = handle.transaction((row: Record<string, unknown>) => {
    if (insertCall.run(row).changes > 0) countCall.run(row);
  });
  return (call) => barrier.relaxed(() => both.immediate({ ...call, calledAt: Date.parse(call.at) }));
}
