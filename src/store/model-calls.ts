import type { ModelCallRecord, ModelCallStore } from '../core/model-call-store.ts';
import { change, statement } from './database.ts';
import type { Database, SqlValue, Work } from './database.ts';
import { hourMs } from './rollups.ts';
import type { MainSchema } from './schema.ts';

type CallRow = Omit<ModelCallRecord, 'at'> & { calledAt: number };

const insertCall = statement<CallRow>(
  `insert into model_calls (id, called_at, trace_id, stage, task, provider, model, prompt_name, prompt_version, temperature, outcome,
     error_code, finish_reason, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens, tool_call_count, request_count, cost_usd,
     latency_ms)
   values (@id, @calledAt, @traceId, @stage, @task, @provider, @model, @promptName, @promptVersion, @temperature, @outcome, @errorCode,
     @finishReason, @inputTokens, @cachedInputTokens, @outputTokens, @reasoningTokens, @toolCallCount, @requestCount, @costUsd, @latencyMs)
   on conflict (id) do nothing`,
);
const countCall = statement<Record<string, SqlValue>>(
  `insert into model_call_hours (hour_ms, stage, model, outcome, n, cost_usd, unknown_costs, input_tokens, output_tokens)
   values (@hour, @stage, @model, @outcome, 1, @usd, @unknownCosts, @inputTokens, @outputTokens)
   on conflict (hour_ms, stage, model, outcome) do update set n = model_call_hours.n + 1,
     cost_usd = model_call_hours.cost_usd + excluded.cost_usd, unknown_costs = model_call_hours.unknown_costs + excluded.unknown_costs,
     input_tokens = model_call_hours.input_tokens + excluded.input_tokens,
     output_tokens = model_call_hours.output_tokens + excluded.output_tokens`,
);

/** One row for each call of a model, and its part in the sums of the hour: the budget adds them up, so they are kept beside the jobs. */
export function createModelCallStore({ kysely, transact }: Database<MainSchema>): ModelCallStore {
  const selectSum = () =>
    kysely
      .selectFrom('model_calls')
      .select((row) => row.fn.coalesce(row.fn.sum<number>('cost_usd'), row.lit(0)).as('usd'));

  function* insert(call: CallRow): Work<void> {
    if ((yield* change(insertCall, call)) === 0) return;
    const { calledAt, stage, model, outcome, costUsd, inputTokens, outputTokens } = call;
    yield* change(countCall, {
      hour: calledAt - (calledAt % hourMs),
      stage,
      model,
      outcome,
      usd: costUsd ?? 0,
      unknownCosts: costUsd === null ? 1 : 0,
      inputTokens,
      outputTokens,
    });
  }

  return {
    /** A call that is known by its id stays as it is. */
    async add({ at, ...call }) {
      await transact([], () => insert({ ...call, calledAt: Date.parse(at) }), { waitsForDisk: false });
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
