import { ModelCallRecord } from '../../core/model-call-store.ts';
import type { HookPlugin } from '../model-hook.ts';

export const recordHook: HookPlugin = {
  id: 'record',
  summary: 'Keeps every call as a validated row with UTC time; the budget counts on these rows.',
  phases: ['after'],
  create: ({ calls }) => ({
    power: 'look',
    async after(call, result) {
      await calls.add(
        ModelCallRecord.parse({
          id: call.id,
          at: new Date(call.startedAt).toISOString(),
          traceId: call.traceId,
          stage: call.stage,
          task: call.task,
          provider: call.provider,
          model: result.model,
          promptName: call.promptName,
          promptVersion: call.promptVersion,
          temperature: call.temperature,
          outcome: result.error ? 'failed' : 'ok',
          errorCode: result.error?.code ?? null,
          finishReason: result.finishReason,
          ...result.usage,
          toolCallCount: result.toolCallCount,
          requestCount: result.requestCount,
          costUsd: result.costUsd,
          latencyMs: result.latencyMs,
        }),
      );
    },
  }),
};
