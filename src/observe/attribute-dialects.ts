/**
 * What our spans are called in the tools they are sent to. All dialects go out together: each tool reads its own keys, so one payload
 * serves every destination. Sources: OpenTelemetry's conventions for generative AI (`gen_ai.*`), Langfuse's and LangSmith's pages on
 * OpenTelemetry, OpenInference's semantic conventions (Phoenix). MLflow reads the keys of the first three.
 */
import type { Attributes, AttributeValue } from '@opentelemetry/api';
import type { SpanKind } from '../core/ports.ts';

export interface FinishedSpan {
  name: string;
  kind: SpanKind;
  isRoot: boolean;
  /** By our names, redacted. */
  attributes: Attributes;
}

interface KindWords {
  operation: string | null;
  langfuse: string;
  openinference: string;
  langsmith: string;
}

const kindWords: Readonly<Record<SpanKind, KindWords>> = {
  CHAIN: { operation: null, langfuse: 'chain', openinference: 'CHAIN', langsmith: 'chain' },
  LLM: { operation: 'chat', langfuse: 'generation', openinference: 'LLM', langsmith: 'llm' },
  RETRIEVER: { operation: 'retrieval', langfuse: 'retriever', openinference: 'RETRIEVER', langsmith: 'retriever' },
  TOOL: { operation: 'execute_tool', langfuse: 'tool', openinference: 'TOOL', langsmith: 'tool' },
  EVALUATOR: { operation: null, langfuse: 'evaluator', openinference: 'EVALUATOR', langsmith: 'chain' },
};

/** Spans whose name says more than their kind. */
const kindByName: Readonly<Record<string, SpanKind>> = { 'quality_gates.validate': 'EVALUATOR' };

/** Our attribute → the same value under the names of others. */
const renamed: Readonly<Record<string, readonly string[]>> = {
  trace_name: ['langfuse.trace.name', 'langsmith.trace.name'],
  user: ['user.id', 'langsmith.metadata.user_id'],
  thread: ['session.id', 'gen_ai.conversation.id', 'langsmith.metadata.session_id'],
  tags: ['langfuse.trace.tags', 'tag.tags'],
  // Langfuse keeps environments apart, so what is only measured is in none of its figures of production.
  purpose: ['langfuse.environment', 'gloss.purpose'],
  provider: ['gen_ai.provider.name', 'llm.provider'],
  'gen_ai.provider.name': ['gen_ai.provider.name', 'llm.provider'],
  model: ['gen_ai.request.model', 'llm.model_name'],
  'gen_ai.request.model': ['gen_ai.request.model', 'llm.model_name'],
  // The name of the version in the conventions is not settled; Langfuse's own link takes whole numbers only, see below.
  prompt_name: ['langfuse.observation.prompt.name', 'llm.prompt_template.name', 'langsmith.metadata.prompt_name'],
  prompt_version: [
    'llm.prompt_template.version',
    'langsmith.metadata.prompt_version',
    'langfuse.observation.metadata.prompt_version',
  ],
  tool: ['gen_ai.tool.name', 'tool.name'],
  'error.type': ['error.type', 'langfuse.observation.metadata.error_type'],
  input: ['langfuse.observation.input', 'input.value', 'gen_ai.prompt'],
  output: ['langfuse.observation.output', 'output.value', 'gen_ai.completion'],
  input_tokens: ['gen_ai.usage.input_tokens', 'llm.token_count.prompt'],
  cached_input_tokens: ['gen_ai.usage.cache_read.input_tokens', 'llm.token_count.prompt_details.cache_read'],
  output_tokens: ['gen_ai.usage.output_tokens', 'llm.token_count.completion'],
  reasoning_tokens: ['gen_ai.usage.reasoning.output_tokens', 'llm.token_count.completion_details.reasoning'],
  total_tokens: ['gen_ai.usage.total_tokens', 'llm.token_count.total'],
  cost_usd: ['llm.cost.total'],
};

/** Usage as one call sets it, and the name under which a stage sums several calls; the sum counts. */
const usageNames: readonly (readonly [sum: string, ofOneCall: string])[] = [
  ['input_tokens', 'gen_ai.usage.input_tokens'],
  ['cached_input_tokens', 'gen_ai.usage.cached_input_tokens'],
  ['output_tokens', 'gen_ai.usage.output_tokens'],
  ['reasoning_tokens', 'gen_ai.usage.reasoning_tokens'],
];
const internalNames: ReadonlySet<string> = new Set(['gloss.kind', ...usageNames.map(([, ofOneCall]) => ofOneCall)]);

/** Our own attributes keep their names below this, so that none is taken for a convention. */
const ownPrefix = 'gloss.';

/** The attributes of a span as they leave the machine. */
export function toWireAttributes(span: FinishedSpan): Attributes {
  const kind = kindByName[span.name] ?? span.kind;
  const words = kindWords[kind];
  const wire: Attributes = {
    'langfuse.observation.type': words.langfuse,
    'openinference.span.kind': words.openinference,
    'langsmith.span.kind': words.langsmith,
  };
  const operation = span.isRoot ? 'invoke_workflow' : words.operation;
  if (operation !== null) wire['gen_ai.operation.name'] = operation;

  const given = { ...span.attributes, ...usageOf(span.attributes), ...inputAndOutputOf(span.attributes) };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || internalNames.has(name)) continue;
    const targets = renamed[name];
    if (targets) for (const target of targets) wire[target] ??= value;
    else wire[name.includes('.') ? name : `${ownPrefix}${name}`] = value;
  }
  return { ...wire, ...detailsOf(kind, given), ...metadataOf(kind, span.isRoot, given) };
}

function usageOf(attributes: Attributes): Attributes {
  const usage: Attributes = {};
  for (const [sum, ofOneCall] of usageNames) {
    const value = attributes[sum] ?? attributes[ofOneCall];
    if (typeof value === 'number') usage[sum] = value;
  }
  const { input_tokens: input, output_tokens: output } = usage;
  if (typeof input === 'number' && typeof output === 'number') usage['total_tokens'] = input + output;
  return usage;
}

/** What a stage was asked and what came of it, where it does not say so itself: an address in, an outcome out. */
function inputAndOutputOf(attributes: Attributes): Attributes {
  const input = attributes['input'] ?? attributes['url'];
  const output = attributes['output'] ?? attributes['outcome'];
  return { ...(input === undefined ? {} : { input }), ...(output === undefined ? {} : { output }) };
}

/** Values that a tool wants in a form of its own. */
function detailsOf(kind: SpanKind, given: Attributes): Attributes {
  const details: Attributes = {};
  const usage = usageDetails(given);
  if (usage !== null) details['langfuse.observation.usage_details'] = JSON.stringify(usage);
  const cost = given['cost_usd'];
  if (typeof cost === 'number') details['langfuse.observation.cost_details'] = JSON.stringify({ total: cost });
  // A version by content hash cannot be linked: a text here makes Langfuse refuse the whole span.
  const version = given['langfuse_prompt_version'];
  if (typeof version === 'number' && Number.isSafeInteger(version)) {
    details['langfuse.observation.prompt.version'] = version;
  }
  if (kind === 'TOOL') {
    if (given['input'] !== undefined) details['gen_ai.tool.call.arguments'] = given['input'];
    if (given['output'] !== undefined) details['gen_ai.tool.call.result'] = given['output'];
  }
  const { tags } = given;
  if (Array.isArray(tags)) details['langsmith.span.tags'] = tags.join(',');
  return details;
}

/** Langfuse adds the parts up, so what was cached is not in `input`, and what was thought is not in `output`. */
function usageDetails(given: Attributes): Record<string, number> | null {
  const count = (name: string): number => {
    const value = given[name];
    return typeof value === 'number' ? value : 0;
  };
  if (given['input_tokens'] === undefined && given['output_tokens'] === undefined) return null;
  const [cached, reasoning] = [count('cached_input_tokens'), count('reasoning_tokens')];
  return {
    input: Math.max(0, count('input_tokens') - cached),
    ...(cached > 0 ? { input_cached_tokens: cached } : {}),
    output: Math.max(0, count('output_tokens') - reasoning),
    ...(reasoning > 0 ? { output_reasoning_tokens: reasoning } : {}),
  };
}

/** What people filter runs and checks by. */
function metadataOf(kind: SpanKind, isRoot: boolean, given: Attributes): Attributes {
  const metadata: Attributes = {};
  const put = (prefix: string, names: readonly string[]): void => {
    for (const name of names) {
      const value: AttributeValue | undefined = given[name];
      if (value !== undefined) metadata[`${prefix}.${name}`] = Array.isArray(value) ? value.join(', ') : value;
    }
  };
  if (isRoot) put('langfuse.trace.metadata', ['outcome', 'channel', 'job_id', 'attempt', 'rewrite_count']);
  if (isRoot) put('langsmith.metadata', ['outcome', 'channel']);
  if (kind === 'EVALUATOR') {
    const names = ['gate_total', 'gate_failures', 'gate_pass_rate', 'rewrite_count', 'failed_gates'];
    put('langfuse.observation.metadata', names);
  }
  return metadata;
}
