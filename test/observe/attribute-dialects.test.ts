import { describe, expect, it } from 'vitest';
import { toWireAttributes } from '../../src/observe/attribute-dialects.ts';
import type { FinishedSpan } from '../../src/observe/attribute-dialects.ts';

const wire = (span: Partial<FinishedSpan>) =>
  toWireAttributes({ name: 'a.b', kind: 'CHAIN', isRoot: false, attributes: {}, ...span });

describe('toWireAttributes', () => {
  it.each([
    ['CHAIN', undefined, 'chain', 'CHAIN', 'chain'],
    ['LLM', 'chat', 'generation', 'LLM', 'llm'],
    ['RETRIEVER', 'retrieval', 'retriever', 'RETRIEVER', 'retriever'],
    ['TOOL', 'execute_tool', 'tool', 'TOOL', 'tool'],
    ['EVALUATOR', undefined, 'evaluator', 'EVALUATOR', 'chain'],
  ] as const)('says %s in every dialect', (kind, operation, langfuse, openinference, langsmith) => {
    const attributes = wire({ kind });
    expect(attributes['gen_ai.operation.name']).toBe(operation);
    expect(attributes['langfuse.observation.type']).toBe(langfuse);
    expect(attributes['openinference.span.kind']).toBe(openinference);
    expect(attributes['langsmith.span.kind']).toBe(langsmith);
  });

  it('calls the root a workflow and the gates an evaluator', () => {
    expect(wire({ isRoot: true })['gen_ai.operation.name']).toBe('invoke_workflow');
    const gates = wire({
      name: 'quality_gates.validate',
      attributes: { gate_total: 13, gate_failures: 1, failed_gates: ['grounding', 'no_commands'] },
    });
    expect(gates).toMatchObject({
      'langfuse.observation.type': 'evaluator',
      'openinference.span.kind': 'EVALUATOR',
      'langfuse.observation.metadata.gate_total': 13,
      'langfuse.observation.metadata.failed_gates': 'grounding, no_commands',
      'gloss.gate_total': 13,
    });
  });

  it('counts tokens as each tool adds them up', () => {
    const attributes = wire({
      kind: 'LLM',
      attributes: {
        'gen_ai.usage.input_tokens': 1000,
        'gen_ai.usage.cached_input_tokens': 400,
        'gen_ai.usage.output_tokens': 100,
        'gen_ai.usage.reasoning_tokens': 30,
        'gen_ai.response.model': 'm-2',
        'gen_ai.response.finish_reasons': ['stop'],
        cost_usd: 0.00036,
      },
    });
    expect(attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 1000,
      'gen_ai.usage.cache_read.input_tokens': 400,
      'gen_ai.usage.output_tokens': 100,
      'gen_ai.usage.reasoning.output_tokens': 30,
      'gen_ai.response.model': 'm-2',
      'gen_ai.response.finish_reasons': ['stop'],
      'llm.token_count.prompt': 1000,
      'llm.token_count.completion': 100,
      'llm.token_count.total': 1100,
      'llm.cost.total': 0.00036,
    });
    expect(JSON.parse(String(attributes['langfuse.observation.usage_details']))).toEqual({
      input: 600,
      input_cached_tokens: 400,
      output: 70,
      output_reasoning_tokens: 30,
    });
    expect(JSON.parse(String(attributes['langfuse.observation.cost_details']))).toEqual({ total: 0.00036 });
    expect(attributes).not.toHaveProperty('gen_ai.usage.cached_input_tokens');
  });

  it('takes the sum of a stage before the figures of its last call, and leaves an unknown cost out', () => {
    const attributes = wire({
      kind: 'LLM',
      attributes: { 'gen_ai.usage.input_tokens': 10, input_tokens: 30, output_tokens: 5 },
    });
    expect(attributes['gen_ai.usage.input_tokens']).toBe(30);
    expect(Object.keys(attributes).filter((key) => key.includes('cost'))).toEqual([]);
  });

  it('links a prompt to Langfuse only by a version that Langfuse can have', () => {
    const byHash = wire({ kind: 'LLM', attributes: { prompt_name: 'p', prompt_version: '0123456789ab' } });
    expect(byHash).not.toHaveProperty('langfuse.observation.prompt.version');
    expect(byHash).toMatchObject({
      'langfuse.observation.prompt.name': 'p',
      'langfuse.observation.metadata.prompt_version': '0123456789ab',
      'llm.prompt_template.version': '0123456789ab',
    });
    const fromLangfuse = { prompt_name: 'p', prompt_version: '0123456789ab', langfuse_prompt_version: 7 };
    const byNumber = wire({ kind: 'LLM', attributes: fromLangfuse });
    expect(byNumber['langfuse.observation.prompt.version']).toBe(7);
  });

  it('names who and what the trace belongs to', () => {
    const attributes = {
      user: 'U1',
      thread: '17.1',
      trace_name: 'link',
      tags: ['a', 'b'],
      outcome: 'failed',
      channel: 'C1',
    };
    expect(wire({ isRoot: true, attributes })).toMatchObject({
      'user.id': 'U1',
      'session.id': '17.1',
      'gen_ai.conversation.id': '17.1',
      'langsmith.metadata.session_id': '17.1',
      'langfuse.trace.name': 'link',
      'langfuse.trace.tags': ['a', 'b'],
      'langsmith.span.tags': 'a,b',
      'tag.tags': ['a', 'b'],
      'langfuse.trace.metadata.outcome': 'failed',
      'langfuse.trace.metadata.channel': 'C1',
      'langfuse.observation.output': 'failed',
    });
  });

  it('gives what went in and came out to every dialect, and to tools as arguments and result', () => {
    const tool = wire({ kind: 'TOOL', attributes: { tool: 'read_link', url: 'https://a.example/', outcome: 'ok' } });
    expect(tool).toMatchObject({
      'gen_ai.tool.name': 'read_link',
      'gen_ai.tool.call.arguments': 'https://a.example/',
      'gen_ai.tool.call.result': 'ok',
      'input.value': 'https://a.example/',
      'output.value': 'ok',
      'gloss.url': 'https://a.example/',
    });
    const asked = wire({ attributes: { input: 'in', output: 'out', url: 'https://a.example/' } });
    expect(asked).toMatchObject({ 'langfuse.observation.input': 'in', 'gen_ai.completion': 'out' });
  });

  it('keeps names of ours out of the way of conventions', () => {
    const attributes = wire({ attributes: { 'gloss.kind': 'CHAIN', adapter: 'arxiv', 'error.type': 'x' } });
    expect(attributes).toMatchObject({ 'gloss.adapter': 'arxiv', 'error.type': 'x' });
    expect(attributes).not.toHaveProperty('gloss.kind');
  });
});
