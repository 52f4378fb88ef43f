import { AppError } from '../../../core/errors.ts';
import type { ModelTool } from '../../../core/ports.ts';
import type { ProviderCall } from '../../model-provider.ts';

/** Characters of a tool's answer that the model gets. */
const maxResultLength = 24_000;
const defaultMaxToolCalls = 3;

export interface WantedCall {
  name: string;
  /** JSON as the model wrote it. */
  arguments: string;
}

/** Rounds of one question at the most: each allowed call, the answer, and two for a server that calls on although it may not. */
export function mostRounds(call: ProviderCall): number {
  return maxCallsOf(call) + 3;
}

function maxCallsOf(call: ProviderCall): number {
  return call.request.maxToolCalls ?? defaultMaxToolCalls;
}

/** Whether another tool call is allowed in this question. */
export function mayCallTools(call: ProviderCall): boolean {
  const tools = call.request.tools ?? [];
  return tools.length > 0 && call.tally.toolCallCount < maxCallsOf(call);
}

/**
 * Runs one tool call. Every call gets an answer: a wrong name, wrong arguments, the limit and a failing tool are told to the model as text.
 * @throws only the signal's reason.
 */
export async function runToolCall(call: ProviderCall, wanted: WantedCall): Promise<string> {
  if (!mayCallTools(call)) return 'Refused: no tool calls are left. Answer now from what you have.';
  call.tally.toolCallCount += 1;
  const tool = (call.request.tools ?? []).find((candidate) => candidate.name === wanted.name);
  if (!tool) return `Refused: there is no tool "${wanted.name.slice(0, 64)}".`;
  const args = readArguments(tool, wanted.arguments);
  if (args === null) return 'Refused: the arguments do not fit the tool’s schema.';
  try {
    const result = await tool.run(args, call.signal);
    return result.length > maxResultLength ? `${result.slice(0, maxResultLength)}\n(cut)` : result;
  } catch (error) {
    call.signal.throwIfAborted();
    return error instanceof AppError ? `Failed: ${error.message}` : 'Failed: the tool has a problem.';
  }
}

function readArguments(tool: ModelTool, text: string): Record<string, unknown> | null {
  try {
    const parsed = tool.parameters.safeParse(JSON.parse(text === '' ? '{}' : text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
