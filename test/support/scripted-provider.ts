import type { ProviderAnswer, ProviderCall, ProviderPlugin } from '../../src/llm/model-provider.ts';

export type ScriptedAnswer = string | Error | ((call: ProviderCall) => Promise<string> | string);

/** A provider that gives the scripted answers in order, keeps every call, and refuses what is not scripted. */
export function createScriptedProvider(
  script: readonly ScriptedAnswer[],
  options: { id?: string; usesModel?: boolean } = {},
): ProviderPlugin & { calls: ProviderCall[] } {
  const calls: ProviderCall[] = [];
  return {
    id: options.id ?? 'openai',
    summary: 'Scripted.',
    calls,
    create: () => ({
      usesModel: options.usesModel ?? true,
      async ask(call): Promise<ProviderAnswer> {
        const answer = script[calls.length];
        calls.push(call);
        if (answer === undefined) throw new Error(`The call ${calls.length} is not scripted.`);
        call.tally.requestCount += 1;
        const { usage } = call.tally;
        call.tally.usage = { ...usage, inputTokens: usage.inputTokens + 1000, outputTokens: usage.outputTokens + 100 };
        if (answer instanceof Error) throw answer;
        const text = typeof answer === 'string' ? answer : await answer(call);
        return { text, model: call.profile.model, finishReason: 'stop' };
      },
    }),
  };
}
