import { checkGroupOf } from '../core/check-groups.ts';
import type { ComplianceGroup } from '../core/analytics.ts';
import type { SpanRow } from '../core/span-row.ts';

/** One trace as charts and search know it. Empty text where a thing is not known, as in the columns. */
export interface RunRow {
  traceId: string;
  name: string;
  startMs: number;
  durationMs: number;
  /** `ok` or the type of the error. */
  result: string;
  outcome: string | null;
  channel: string;
  person: string;
  url: string | null;
  domain: string | null;
  model: string;
  /** `name@version`, with a space around each, so that one is found by its own text. */
  prompts: string;
  /** null where any part is unknown. */
  costUsd: number | null;
  inputTokens: number;
  outputTokens: number;
  gatePassRate: number | null;
  rewriteCount: number;
  /** Check → [value, passed]. */
  scores: Record<string, [value: number, passed: 0 | 1]>;
  spanCount: number;
  attempts: number;
}

/** `ok` or the type of the error; a failure that was met without a throw is one too. */
export function resultOf(span: Pick<SpanRow, 'status' | 'errorType'>): string {
  return span.errorType ?? (span.status === 'error' ? 'unknown_error' : 'ok');
}

export function textOf(span: SpanRow, ...names: readonly string[]): string {
  for (const name of names) {
    const value = span.attributes[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
}

function numberOf(span: SpanRow, ...names: readonly string[]): number | null {
  for (const name of names) {
    const value = span.attributes[name];
    if (typeof value === 'number' && Number.isFinite(value)) return value;
  }
  return null;
}

/** As servers name it, which may be anything; what keys are made of must stay short. */
const maxModelLength = 200;

export function modelOf(span: SpanRow): string {
  return textOf(span, 'model', 'gen_ai.response.model', 'gen_ai.request.model').slice(0, maxModelLength);
}

export function tokensOf(span: SpanRow): { input: number; output: number } {
  return {
    input: numberOf(span, 'input_tokens', 'gen_ai.usage.input_tokens') ?? 0,
    output: numberOf(span, 'output_tokens', 'gen_ai.usage.output_tokens') ?? 0,
  };
}

/** True where a model was asked and its price is not known. */
export function hasUnknownCost(span: SpanRow): boolean {
  return (
    span.kind === 'LLM' && span.costUsd === null && numberOf(span, 'gen_ai.usage.input_tokens', 'input_tokens') !== null
  );
}

/**
 * The run that the spans of one trace make up, or null while no root has ended. A job that was tried again has several roots: the last one
 * says how it ended, and the time runs from the first one's start.
 */
export function runOf(spans: readonly SpanRow[]): RunRow | null {
  const roots = spans.filter((span) => span.parentSpanId === null).sort((a, b) => a.endMs - b.endMs);
  const last = roots.at(-1);
  if (!last) return null;
  const startMs = Math.min(...roots.map((root) => root.startMs));
  const models = spans.filter((span) => span.kind === 'LLM').sort((a, b) => a.startMs - b.startMs);
  const gates = spans.filter((span) => span.name === 'quality_gates.validate').sort((a, b) => a.startMs - b.startMs);
  const check = gates.at(-1);
  const fromRoots = (...names: string[]): string => roots.reduce((found, root) => textOf(root, ...names) || found, '');
  const prompts = new Set(
    models.flatMap((span) => {
      const version = textOf(span, 'prompt_version');
      return version === '' ? [] : [`${textOf(span, 'prompt_name') || 'prompt'}@${version}`];
    }),
  );
  const isUnknown = models.some(hasUnknownCost);
  const tokens = models.map(tokensOf);
  return {
    traceId: last.traceId,
    name: last.name,
    startMs,
    durationMs: last.endMs - startMs,
    result: resultOf(last),
    outcome: textOf(last, 'outcome') || null,
    channel: fromRoots('channel'),
    person: fromRoots('user'),
    url: fromRoots('url') || null,
    domain: spans.reduce((found, span) => textOf(span, 'domain') || found, '') || null,
    model: models.reduce((found, span) => modelOf(span) || found, ''),
    prompts: prompts.size === 0 ? '' : ` ${[...prompts].join(' ')} `,
    costUsd: isUnknown ? null : models.reduce((sum, span) => sum + (span.costUsd ?? 0), 0),
    inputTokens: tokens.reduce((sum, { input }) => sum + input, 0),
    outputTokens: tokens.reduce((sum, { output }) => sum + output, 0),
    gatePassRate: check ? numberOf(check, 'gate_pass_rate') : null,
    rewriteCount: Math.max(0, ...gates.map((span) => numberOf(span, 'rewrite_count') ?? 0)),
    scores: check ? scoresOf(check) : {},
    spanCount: spans.length,
    attempts: roots.length,
  };
}

/** The single checks of a draft, and the groups they make up. */
function scoresOf(check: SpanRow): RunRow['scores'] {
  const failed = new Set(stringsOf(check.attributes['failed_gates']));
  const failedScorers = new Set([...failed, ...stringsOf(check.attributes['failed_scorers'])]);
  const scores: RunRow['scores'] = {};
  const names = new Set(failedScorers);
  for (const [key, value] of Object.entries(check.attributes)) {
    if (!key.startsWith('score.') || typeof value !== 'number') continue;
    const name = key.slice('score.'.length);
    names.add(name);
    scores[name] = [value, failedScorers.has(name) ? 0 : 1];
  }
  const passes = (group: ComplianceGroup): 0 | 1 =>
    [...failedScorers].some((name) => checkGroupOf(name) === group) ? 0 : 1;
  const put = (group: ComplianceGroup, passed: 0 | 1): 0 | 1 => {
    scores[`group:${group}`] = [passed, passed];
    return passed;
  };
  const parts = [
    put('structure', passes('structure')),
    put('policy', failed.size > 0 && !hasGroup(failed) ? 0 : passes('policy')),
  ];
  if (names.has('voice')) parts.push(put('voice', passes('voice')));
  put('overall', parts.every((part) => part === 1) ? 1 : 0);
  return scores;
}

/** False where a gate that no group knows has failed: it counts as policy, so that nothing that was stopped looks compliant. */
function hasGroup(failed: ReadonlySet<string>): boolean {
  return [...failed].every((name) => checkGroupOf(name) !== null);
}

function stringsOf(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
