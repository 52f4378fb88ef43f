import type { HookPlugin } from '../model-hook.ts';

/** Names as in OpenTelemetry's conventions for generative AI, where these have one. */
export const traceHook: HookPlugin = {
  id: 'trace',
  summary: 'Sets model, prompt version, tokens, cost and latency on the active span.',
  phases: ['before', 'after'],
  create: ({ activeSpan }) => ({
    power: 'look',
    before(call) {
      activeSpan()?.set({
        'gen_ai.provider.name': call.provider,
        'gen_ai.request.model': call.model,
        'gen_ai.request.temperature': call.temperature,
        prompt_name: call.promptName,
        prompt_version: call.promptVersion,
        prompt_length: call.messages.reduce((sum, message) => sum + message.content.length, 0),
      });
    },
    after(_call, result) {
      activeSpan()?.set({
        'gen_ai.response.model': result.model,
        'gen_ai.response.finish_reasons': result.finishReason === null ? null : [result.finishReason],
        'gen_ai.usage.input_tokens': result.usage.inputTokens,
        'gen_ai.usage.cached_input_tokens': result.usage.cachedInputTokens,
        'gen_ai.usage.output_tokens': result.usage.outputTokens,
        'gen_ai.usage.reasoning_tokens': result.usage.reasoningTokens,
        model_request_count: result.requestCount,
        model_latency_ms: result.latencyMs,
        cost_usd: result.costUsd,
      });
    },
  }),
};
