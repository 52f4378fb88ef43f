import type { ModelCallStore } from '../../../src/core/model-call-store.ts';
import type { SpanRow } from '../../../src/core/span-row.ts';
import type { SpanRepository } from '../../../src/store/spans.ts';

export interface SeedOptions {
  spanCount: number;
  /** The last run begins about here, in milliseconds since the epoch. */
  endMs: number;
  days: number;
  /** Of the trace ids; runs of one prefix replace each other. */
  prefix?: string;
}

const stages: readonly (readonly [name: string, kind: string, meanMs: number])[] = [
  ['retrieval.fetch_evidence', 'RETRIEVER', 700],
  ['stage_a.run', 'LLM', 4000],
  ['stage_b.run', 'LLM', 6000],
  ['quality_gates.validate', 'CHAIN', 25],
  ['slack.post_message', 'CHAIN', 180],
  ['fetch_source', 'TOOL', 300],
];
const checks = [
  'schema_validity',
  'tldr_sentence_count',
  'grounding',
  'number_fidelity',
  'name_fidelity',
  'no_commands',
  'voice',
];
const errors = ['fetch_timeout', 'gates_failed', 'model_rate_limited', 'page_wall'];
const spansOfRun = stages.length + 1;

/** Runs of seven spans, spread evenly, in 20 channels by 200 people with two models; the same ones each time. @param calls null for spans alone */
export async function seedTraces(
  spans: SpanRepository,
  calls: ModelCallStore | null,
  options: SeedOptions,
): Promise<void> {
  const { endMs, days, prefix = 'seed' } = options;
  const runCount = Math.floor(options.spanCount / spansOfRun);
  const random = seededRandom(prefix.length + 7);
  const stepMs = (days * 86_400_000) / Math.max(1, runCount);
  let batch: SpanRow[] = [];
  for (let index = 0; index < runCount; index += 1) {
    const run = makeRun(
      `${prefix}-${index.toString(16).padStart(8, '0')}`,
      endMs - (runCount - index) * stepMs,
      index,
      random,
    );
    batch.push(...run);
    if (batch.length >= 100 || index === runCount - 1) {
      await spans.insertSpans(batch);
      batch = [];
    }
    for (const span of run.filter(({ kind }) => kind === 'LLM')) if (calls) await addCall(calls, span);
  }
}

function makeRun(traceId: string, startMs: number, index: number, random: () => number): SpanRow[] {
  const channel = `C${String(Math.floor(random() ** 2 * 20)).padStart(2, '0')}`;
  const shared = { channel, user: `U${Math.floor(random() * 200)}`, trace_name: 'summarize_link.run', job_id: traceId };
  const failed = random() < 0.04;
  const model = random() < 0.85 ? 'gpt-5.4-mini' : 'gpt-5.4';
  const root = `${traceId}-0`;
  let at = startMs;
  const spans = stages.map(([name, kind, meanMs], position): SpanRow => {
    // Long to the right, as real waiting is.
    const durationMs = meanMs * Math.exp((random() + random() + random() - 1.5) * 1.2);
    const span = {
      traceId,
      spanId: `${traceId}-${position + 1}`,
      parentSpanId: root,
      name,
      kind,
      startMs: at,
      endMs: at + durationMs,
      durationMs,
      status: 'ok' as const,
      errorType: null,
      costUsd: kind === 'LLM' ? random() * 0.01 : null,
      jobId: null,
      attributes: { ...shared, ...attributesOf(name, kind, model, random) },
    };
    at += durationMs;
    return span;
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
      endMs: at,
      durationMs: at - startMs,
      status: failed ? 'error' : 'ok',
      errorType: failed ? (errors[Math.floor(random() * errors.length)] ?? null) : null,
      costUsd: null,
      jobId: null,
      attributes: {
        ...shared,
        url: `https://site-${index % 500}.example/page-${index}`,
        outcome: failed ? 'failed' : 'summarized',
      },
    },
  ];
}

function attributesOf(name: string, kind: string, model: string, random: () => number): Record<string, unknown> {
  if (kind === 'LLM') {
    return {
      model,
      prompt_name: name,
      prompt_version: '0a1b2c3d4e5f',
      'gen_ai.usage.input_tokens': 3000,
      'gen_ai.usage.output_tokens': 600,
      note: 'x'.repeat(120),
    };
  }
  if (name !== 'quality_gates.validate') return { note: 'x'.repeat(120) };
  const failing = random() < 0.05 ? [checks[Math.floor(random() * 6)]] : [];
  return {
    gate_total: 6,
    gate_failures: failing.length,
    gate_pass_rate: (6 - failing.length) / 6,
    failed_gates: failing,
    rewrite_count: random() < 0.1 ? 1 : 0,
    ...Object.fromEntries(checks.map((check) => [`score.${check}`, 0.6 + random() * 0.4])),
  };
}

async function addCall(calls: ModelCallStore, span: SpanRow): Promise<void> {
  await calls.add({
    id: span.spanId,
    at: new Date(span.startMs).toISOString(),
    traceId: span.traceId,
    stage: span.name.replace('.run', ''),
    task: 'extract-facts',
    provider: 'openai',
    model: String(span.attributes['model']),
    promptName: span.name,
    promptVersion: '0a1b2c3d4e5f',
    temperature: null,
    outcome: 'ok',
    errorCode: null,
    finishReason: 'stop',
    inputTokens: 3000,
    cachedInputTokens: 0,
    outputTokens: 600,
    reasoningTokens: 0,
    toolCallCount: 0,
    requestCount: 1,
    costUsd: span.costUsd,
    latencyMs: span.durationMs,
  });
}

/** mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
