import type OpenAI from 'openai';
import { AppError } from '../../../core/errors.ts';
import type { TokenUsage } from '../../../core/summary.ts';
import type { ProviderAnswer, ProviderCall } from '../../model-provider.ts';
import type { Missing } from './dialect.ts';
import { exchange, schemaInWords } from './exchange.ts';
import type { OpenaiContext } from './exchange.ts';
import { filterStop, lengthStop, refusal } from './stops.ts';
import { toStrictSchema } from './strict-schema.ts';
import { mayCallTools, mostRounds, runToolCall } from './tool-calls.ts';

type Message = OpenAI.ChatCompletionMessageParam;
type Params = OpenAI.ChatCompletionCreateParamsNonStreaming;

/** One question over Chat Completions: rounds of tool calls until the model answers in text. */
export async function askChat(context: OpenaiContext, call: ProviderCall): Promise<ProviderAnswer> {
  const messages: Message[] = call.messages.map(({ role, content }) => ({ role, content }));
  for (let round = 0; round < mostRounds(call); round += 1) {
    const completion = await exchange(context, call, (used) => send(context, call, messages, used));
    call.tally.usage = addUsage(call.tally.usage, completion.usage);
    const choice = completion.choices?.[0];
    if (!choice?.message)
      throw new AppError({
        code: 'model_bad_answer',
        message: 'The model server sent an answer without a choice.',
        retryable: true,
      });
    const { message } = choice;
    if (message.refusal) throw refusal(message.refusal);
    if (choice.finish_reason === 'content_filter') throw filterStop();
    if (choice.finish_reason === 'length') throw lengthStop();
    const toolCalls = message.tool_calls ?? [];
    if (toolCalls.length === 0) {
      return {
        text: message.content ?? '',
        model: completion.model,
        finishReason: choice.finish_reason === 'stop' ? 'stop' : 'other',
      };
    }
    messages.push({ role: 'assistant', content: message.content, tool_calls: toolCalls });
    for (const toolCall of toolCalls) {
      const content =
        toolCall.type === 'function' ? await runToolCall(call, toolCall.function) : 'Refused: no tool of this kind.';
      messages.push({ role: 'tool', tool_call_id: toolCall.id, content });
    }
  }
  throw new AppError({ code: 'model_bad_answer', message: 'The model went on calling tools instead of answering.' });
}

async function send(
  { client, dialect, settings }: OpenaiContext,
  call: ProviderCall,
  messages: readonly Message[],
  used: Set<Missing>,
): Promise<OpenAI.ChatCompletion> {
  const { profile, request } = call;
  const may = (thing: Missing): boolean => dialect.may(profile.model, thing, used);
  const { name, schema } = toStrictSchema(request.schemaName, request.schema);
  const params: Params = { model: profile.model, messages: [...messages] };
  if (may('json_schema')) {
    params.response_format = { type: 'json_schema', json_schema: { name, schema, strict: true } };
  } else {
    params.messages.push({ role: 'user', content: schemaInWords(name, schema) });
    if (may('json_object')) params.response_format = { type: 'json_object' };
  }
  if (profile.temperature !== null && may('temperature')) params.temperature = profile.temperature;
  if (profile.reasoningEffort !== null && may('reasoning_effort')) params.reasoning_effort = profile.reasoningEffort;
  if (profile.maxOutputTokens !== null) {
    if (may('max_completion_tokens')) params.max_completion_tokens = profile.maxOutputTokens;
    else params.max_tokens = profile.maxOutputTokens;
  }
  const tools = request.tools ?? [];
  if (tools.length > 0 && may('tools')) {
    params.tools = tools.map((tool) => {
      const strict = toStrictSchema(tool.name, tool.parameters);
      return {
        type: 'function',
        function: { name: strict.name, description: tool.description, parameters: strict.schema, strict: true },
      };
    });
    params.tool_choice = mayCallTools(call) ? 'auto' : 'none';
    // Strict schemas hold for one call at a time.
    if (may('parallel_tool_calls')) params.parallel_tool_calls = false;
  }
  const options = { signal: call.signal };
  if (!settings.stream) return client.chat.completions.create(params, options);
  const streamed = { ...params, stream: true as const };
  return client.chat.completions
    .stream(may('stream_options') ? { ...streamed, stream_options: { include_usage: true } } : streamed, options)
    .finalChatCompletion();
}

/** What the server counted, added to what was counted before; missing figures are 0. */
function addUsage(sum: TokenUsage, usage: OpenAI.CompletionUsage | null | undefined): TokenUsage {
  return {
    inputTokens: sum.inputTokens + count(usage?.prompt_tokens),
    cachedInputTokens: sum.cachedInputTokens + count(usage?.prompt_tokens_details?.cached_tokens),
    outputTokens: sum.outputTokens + count(usage?.completion_tokens),
    reasoningTokens: sum.reasoningTokens + count(usage?.completion_tokens_details?.reasoning_tokens),
  };
}

function count(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value > 0 ? Math.round(value) : 0;
}
