import { z } from 'zod';
import type { Outside } from '../../src/core/outside.ts';
import type { LanguageModel, ModelRequest } from '../../src/core/ports.ts';
import { createLanguageModel } from '../../src/llm/client.ts';
import type { LanguageModelDeps } from '../../src/llm/client.ts';
import { runExtractiveTask } from '../../src/llm/extractive/run-task.ts';
import type { Profile } from '../../src/llm/profiles.ts';
import { LlmSettings } from '../../src/llm/settings.ts';
import { createMemoryModelCalls } from './memory-model-calls.ts';
import { createTestOutside } from './test-outside.ts';
import type { TestOutside } from './test-outside.ts';

/** The form that test requests ask for. */
export const Answer = z.strictObject({
  title: z.string(),
  points: z.array(z.strictObject({ text: z.string(), id: z.number().int() })),
});
export type Answer = z.infer<typeof Answer>;

export const goodAnswer: Answer = { title: 'Tern', points: [{ text: 'It is fast.', id: 1 }] };

export function testRequest(changes: Partial<ModelRequest<Answer>> = {}): ModelRequest<Answer> {
  return {
    task: 'extract-facts',
    input: {},
    messages: [
      { role: 'system', content: 'You test things.' },
      { role: 'user', content: 'What is it?' },
    ],
    promptName: 'stage-a-extract-facts',
    promptVersion: 'abcdefabcdef',
    schemaName: 'answer',
    schema: Answer,
    stage: 'stage_a',
    signal: new AbortController().signal,
    ...changes,
  };
}

const profile = {
  provider: 'openai',
  model: 'test-model',
  temperature: null,
  maxOutputTokens: 500,
  reasoningEffort: null,
};

/** A client with one openai profile, prices for `test-model`, and everything it touches within reach. */
export function createTestModel(
  options: {
    settings?: Partial<LlmSettings>;
    deps?: Partial<LanguageModelDeps>;
    before?: string[];
    after?: string[];
    profile?: Partial<Profile>;
    outside?: Outside;
  } = {},
): {
  model: LanguageModel;
  outside: TestOutside;
  calls: ReturnType<typeof createMemoryModelCalls>;
  attributes: Record<string, unknown>;
} {
  const outside = createTestOutside();
  const calls = createMemoryModelCalls();
  const attributes: Record<string, unknown> = {};
  const model = createLanguageModel(
    { ...LlmSettings.parse({}), apiKey: 'test-key', baseUrl: 'http://127.0.0.1:9/v1', ...options.settings },
    options.outside ?? outside,
    {
      profiles: {
        environments: {
          production: {
            profile: 'main',
            keylessProfile: 'extractive',
            stages: { stage_b: 'strong' },
            hooks: 'standard',
          },
        },
        profiles: {
          main: { ...profile, ...options.profile },
          strong: { ...profile, model: 'strong-model' },
          extractive: { ...profile, provider: 'extractive', model: 'extractive-1' },
        },
        hookSets: {
          standard: {
            before: options.before ?? ['redact', 'budget', 'trace', 'log'],
            after: options.after ?? ['guard', 'cost', 'trace', 'log', 'record'],
          },
        },
      },
      prices: { checked: '2026-03-01', prices: [{ models: ['test-model'], input: 1, cachedInput: 0.1, output: 10 }] },
      fetch: globalThis.fetch,
      extract: async (task, input) => runExtractiveTask(task, input),
      calls,
      activeSpan: () => ({ traceId: 'trace-1', set: (more) => void Object.assign(attributes, more) }),
      redact: (text) => text.replaceAll('hunter2', '[secret]'),
      ...options.deps,
    },
  );
  return { model, outside, calls, attributes };
}
