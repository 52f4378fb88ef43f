import type { HookPlugin } from '../model-hook.ts';

/** Figures only: prompts and answers are page text and stay out of the log. */
export const logHook: HookPlugin = {
  id: 'log',
  summary: 'One log line before and one after every call: names, sizes, tokens, cost, time.',
  phases: ['before', 'after'],
  create: ({ outside }) => ({
    power: 'look',
    before(call) {
      outside.log.debug('model call begins', {
        callId: call.id,
        stage: call.stage,
        provider: call.provider,
        model: call.model,
        promptName: call.promptName,
        promptVersion: call.promptVersion,
        promptLength: call.messages.reduce((sum, message) => sum + message.content.length, 0),
      });
    },
    after(call, result) {
      const fields = {
        callId: call.id,
        stage: call.stage,
        provider: call.provider,
        model: result.model,
        inputTokens: result.usage.inputTokens,
        cachedInputTokens: result.usage.cachedInputTokens,
        outputTokens: result.usage.outputTokens,
        reasoningTokens: result.usage.reasoningTokens,
        toolCallCount: result.toolCallCount,
        requestCount: result.requestCount,
        costUsd: result.costUsd,
        latencyMs: Math.round(result.latencyMs),
        finishReason: result.finishReason,
      };
      if (result.error) outside.log.warn('model call failed', { ...fields, code: result.error.code });
      else outside.log.info('model call done', fields);
    },
  }),
};
