import type { SpanRow } from '../../src/core/span-row.ts';

export interface SampleRun {
  traceId: string;
  startMs: number;
  /** Of the whole run; stages take parts of it. */
  durationMs?: number;
  channel?: string;
  user?: string;
  model?: string;
  url?: string;
  /** `ok` or an error's code. */
  result?: string;
  /** Of each of the two model stages, in USD; null where the price is unknown. */
  costUsd?: number | null;
  failedGates?: readonly string[];
  scores?: Record<string, number>;
  rewriteCount?: number;
  promptVersion?: string;
  /** Above 1 the job was tried before: span ids differ. */
  attempt?: number;
}

/** The spans of one link's run, in the order in which they end: children before the root. */
export function sampleSpans(run: SampleRun): SpanRow[] {
  const {
    traceId,
    startMs,
    durationMs = 1000,
    channel = 'C1',
    user = 'U1',
    model = 'gpt-test',
    url = 'https://tern.example/a',
    result = 'ok',
    costUsd = 0.01,
    failedGates = [],
    scores = {},
    rewriteCount = 0,
    promptVersion = 'abcdef012345',
    attempt = 1,
  } = run;
  const root = `root-${attempt}`;
  const shared = { channel, user };
  const isModel = model !== 'extractive-1';
  const llm = (stage: string): Record<string, unknown> => ({
    ...shared,
    model,
    prompt_name: stage,
    prompt_version: promptVersion,
    'gen_ai.usage.input_tokens': isModel ? 100 : 0,
    'gen_ai.usage.output_tokens': isModel ? 20 : 0,
  });
  const gates = {
    ...shared,
    gate_total: 10,
    gate_failures: failedGates.length,
    gate_pass_rate: (10 - failedGates.length) / 10,
    failed_gates: failedGates,
    rewrite_count: rewriteCount,
    ...Object.fromEntries(Object.entries(scores).map(([name, value]) => [`score.${name}`, value])),
  };
  const stages: [string, string, number, number, Record<string, unknown>, number | null][] = [
    ['retrieval.fetch_evidence', 'RETRIEVER', 0, 0.2, { ...shared, url, domain: 'tern.example' }, null],
    ['stage_a.run', 'LLM', 0.2, 0.3, llm('stage-a'), costUsd],
    ['stage_b.run', 'LLM', 0.5, 0.3, llm('stage-b'), costUsd],
    ['quality_gates.validate', 'CHAIN', 0.8, 0.1, gates, null],
    ['slack.post_message', 'CHAIN', 0.9, 0.1, shared, null],
  ];
  const spans = stages.map(([name, kind, from, share, attributes, cost], index): SpanRow => {
    const spanStart = startMs + from * durationMs;
    return {
      traceId,
      spanId: `span-${attempt}-${index}`,
      parentSpanId: root,
      name,
      kind,
      startMs: spanStart,
      endMs: spanStart + share * durationMs,
      durationMs: share * durationMs,
      status: 'ok',
      errorType: null,
      costUsd: cost,
      jobId: null,
      attributes,
    };
  });
  return [
    ...spans,
    {
      traceId,
      spanId: root,
      parentSpanId: null,
      name: 'summarize_link.run',
      kind: 'CHAIN',
      startMs,
      endMs: startMs + durationMs,
      durationMs,
      status: result === 'ok' ? 'ok' : 'error',
      errorType: result === 'ok' ? null : result,
      costUsd: costUsd === null ? null : costUsd * 2,
      jobId: null,
      attributes: { ...shared, url, outcome: result === 'ok' ? 'summarized' : 'failed', rewrite_count: rewriteCount },
    },
  ];
}
