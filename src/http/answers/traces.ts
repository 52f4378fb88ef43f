/** What of a trace leaves by HTTP: figures, names and the address. Inputs, outputs and artifacts never do. */
import { z } from 'zod';
import type { TraceDetail, TraceSpan, TraceSummary } from '../../core/analytics.ts';
import type { NamePerson } from '../name-people.ts';
import { named } from './named.ts';

const count = z.int().min(0);
const text = z.string().nullable();
const status = z.enum(['ok', 'error']);

export const TraceSummaryAnswer = named(
  'TraceSummary',
  z.object({
    traceId: z.string(),
    name: z.string(),
    startMs: z.number(),
    durationMs: z.number(),
    status,
    outcome: text,
    errorType: text,
    channel: text,
    user: text.describe('As the setting http.userIds says: a stand-in, null, or the Slack id.'),
    url: text,
    domain: text,
    model: text,
    prompts: z.array(z.string()).describe('name@version.'),
    costUsd: z.number().nullable().describe('null where any part is unknown.'),
    inputTokens: count,
    outputTokens: count,
    gatePassRate: z.number().nullable(),
    rewriteCount: count,
    spanCount: count,
    attempts: count,
  }),
) satisfies z.ZodType<TraceSummary>;

export const TracePageAnswer = named(
  'TracePage',
  z.object({
    traces: z.array(TraceSummaryAnswer).describe('Newest first.'),
    nextCursor: z.string().nullable().describe('For the parameter cursor of the next page; null at the end.'),
  }),
);

const SpanAnswer = named(
  'Span',
  z.object({
    spanId: z.string(),
    parentSpanId: text,
    name: z.string(),
    kind: z.string(),
    depth: count,
    offsetMs: z.number(),
    durationMs: z.number(),
    status,
    errorType: text,
    costUsd: z.number().nullable(),
    attributes: z
      .record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.array(z.string())]))
      .describe('Figures and known names only; nothing that was read or written.'),
  }),
);

export const TraceAnswer = named(
  'Trace',
  z.object({
    traceId: z.string(),
    startMs: z.number(),
    durationMs: z.number(),
    summary: TraceSummaryAnswer.nullable().describe('null while no run of it has ended.'),
    spans: z.array(SpanAnswer).describe('Each parent before its children.'),
  }),
);
export type TraceAnswer = z.infer<typeof TraceAnswer>;

/** Attributes whose text comes from the program itself, never from a page, a person or a model. */
const safeTextAttributes: ReadonlySet<string> = new Set([
  'model',
  'provider',
  'gen_ai.provider.name',
  'gen_ai.request.model',
  'gen_ai.response.model',
  'prompt_name',
  'prompt_version',
  'outcome',
  'error.type',
  'domain',
  'stage',
  'tool',
  'failed_gates',
  'failed_scorers',
  'trace_name',
]);

/** A name or a number in words, not a sentence. */
const nameLike = /^[\w.:@/-]{1,200}$/;

export function summaryAnswer(summary: TraceSummary, namePerson: NamePerson): TraceSummary {
  return { ...summary, user: namePerson(summary.user) };
}

export function traceAnswer(trace: TraceDetail, namePerson: NamePerson): TraceAnswer {
  const { traceId, startMs, durationMs, summary, spans } = trace;
  return {
    traceId,
    startMs,
    durationMs,
    summary: summary === null ? null : summaryAnswer(summary, namePerson),
    spans: spans.map((span) => ({ ...span, attributes: safeAttributes(span.attributes) })),
  };
}

function safeAttributes(attributes: TraceSpan['attributes']): TraceAnswer['spans'][number]['attributes'] {
  const safe: TraceAnswer['spans'][number]['attributes'] = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (!nameLike.test(name)) continue;
    if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) safe[name] = value;
    else if (!safeTextAttributes.has(name)) continue;
    else if (typeof value === 'string' && nameLike.test(value)) safe[name] = value;
    else if (Array.isArray(value))
      safe[name] = value.filter((item): item is string => typeof item === 'string' && nameLike.test(item));
  }
  return safe;
}
