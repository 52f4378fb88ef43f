import { AppError } from '../../src/core/errors.ts';
import type { LanguageModel, ModelAnswer, ModelRequest } from '../../src/core/ports.ts';
import { noUsage } from '../../src/core/summary.ts';

/** What a scripted model does with a request: a value for its schema, or an error to throw. */
export type Script = (request: ModelRequest<unknown>) => unknown;

export interface ScriptedModel extends LanguageModel {
  requests: ModelRequest<unknown>[];
}

const usage = { ...noUsage, inputTokens: 1000, outputTokens: 200 };

/**
 * A model that does what the test wrote down: one script a task, called with every request of that task; the answer must fit the request's
 * schema. Tasks without a script throw.
 */
export function createScriptedModel(
  scripts: Record<string, Script>,
  answer: Partial<ModelAnswer<unknown>> = {},
): ScriptedModel {
  const requests: ModelRequest<unknown>[] = [];
  return {
    requests,
    describe: () => ({ provider: answer.provider ?? 'scripted', model: answer.model ?? 'scripted-1' }),
    async complete<T>(request: ModelRequest<T>): Promise<ModelAnswer<T>> {
      request.signal.throwIfAborted();
      requests.push(request);
      const script = scripts[request.task];
      if (!script) throw new AppError({ code: 'unscripted', message: `The test has no script for "${request.task}".` });
      const value = await script(request);
      if (value instanceof Error) throw value;
      return {
        text: JSON.stringify(value),
        provider: 'scripted',
        model: 'scripted-1',
        usage,
        costUsd: 0.001,
        finishReason: 'stop',
        latencyMs: 5,
        ...answer,
        value: request.schema.parse(value),
      };
    },
  };
}
