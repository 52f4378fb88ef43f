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

type Input = OpenAI.Responses.ResponseInputItem;
type Params = OpenAI.Responses.ResponseCreateParamsNonStreaming;

/** One question over the Responses API, kept nowhere on the server: every round sends the whole conversation. */
export async function askResponses(context: OpenaiContext, call: ProviderCall): Promise<ProviderAnswer> {
  const input: Input[] = call.messages.map(({ role, content }) => ({ role, content }));
  for (let round = 0; round < mostRounds(call); round += 1) {
    const response = await exchange(context, call, (used) => send(context, call, input, used));
    call.tally.usage = addUsage(call.tally.usage, response.usage);
    checkStatus(response);
    const { text, toolCalls } = readOutput(response);
    if (toolCalls.length === 0) return { text, model: response.model, finishReason: 'stop' };
    for (const { call_id, name, arguments: args } of toolCalls) {
      // Without its id a call may go back without the reasoning item it came with, which an unstored response does not give away.
      input.push({ type: 'function_call', call_id, name, arguments: args });
      input.push({ type: 'function_call_output', call_id, output: await runToolCall(call, { name, arguments: args }) });
    }
  }
  throw new AppError({ code: 'model_bad_answer', message: 'The model went on calling tools instead of answering.' });
}

function checkStatus(response: OpenAI.Responses.Response): void {
  if (response.status === 'incomplete') {
    throw response.incomplete_details?.reason === 'content_filter' ? filterStop() : lengthStop();
  }
  if (response.status === 'failed' || response.error) {
    throw new AppError({
      code: response.error?.code === 'rate_limit_exceeded' ? 'model_rate_limited' : 'model_unavailable',
      message: 'The model server could not finish the answer.',
      hint: 'Try again in a minute.',
      retryable: true,
    });
  }
}

function readOutput(response: OpenAI.Responses.Response): {
  text: string;
  toolCalls: OpenAI.Responses.ResponseFunctionToolCall[];
} {
  let text = '';
  const toolCalls: OpenAI.Responses.ResponseFunctionToolCall[] = [];
  for (const item of response.output ?? []) {
    if (item.type === 'function_call') toolCalls.push(item);
    if (item.type !== 'message') continue;
    for (const part of item.content) {
      if (part.type === 'refusal') throw refusal(part.refusal);
      text += part.text;
    }
  }
  return { text, toolCalls };
}

async function send(
  { client, dialect }: OpenaiContext,
  call: ProviderCall,
  input: readonly Input[],
  used: Set<Missing>,
): Promise<OpenAI.Responses.Response> {
  const { profile, request } = call;
  const may = (thing: Missing): boolean => dialect.may(profile.model, thing, used);
  const { name, schema } = toStrictSchema(request.schemaName, request.schema);
  const items = [...input];
  const params: Params = { model: profile.model, input: items, store: false };
  if (may('json_schema')) {
    params.text = { format: { type: 'json_schema', name, schema, strict: true } };
  } else {
    items.push({ role: 'user', content: schemaInWords(name, schema) });
    if (may('json_object')) params.text = { format: { type: 'json_object' } };
  }
  if (profile.temperature !== null && may('temperature')) params.temperature = profile.temperature;
  if (profile.reasoningEffort !== null && may('reasoning_effort'))
    params.reasoning = { effort: profile.reasoningEffort };
  if (profile.maxOutputTokens !== null) params.max_output_tokens = profile.maxOutputTokens;
  const tools = request.tools ?? [];
  if (tools.length > 0 && may('tools')) {
    params.tools = tools.map((tool) => {
      const strict = toStrictSchema(tool.name, tool.parameters);
      return {
        type: 'function',
        name: strict.name,
        description: tool.description,
        parameters: strict.schema,
        strict: true,
      };
    });
    params.tool_choice = mayCallTools(call) ? 'auto' : 'none';
    if (may('parallel_tool_calls')) params.parallel_tool_calls = false;
  }
  return client.responses.create(params, { signal: call.signal });
}

function addUsage(sum: TokenUsage, usage: OpenAI.Responses.ResponseUsage | undefined): TokenUsage {
  return {
    inputTokens: sum.inputTokens + (usage?.input_tokens ?? 0),
    cachedInputTokens: sum.cachedInputTokens + (usage?.input_tokens_details?.cached_tokens ?? 0),
    outputTokens: sum.outputTokens + (usage?.output_tokens ?? 0),
    reasoningTokens: sum.reasoningTokens + (usage?.output_tokens_details?.reasoning_tokens ?? 0),
  };
}
