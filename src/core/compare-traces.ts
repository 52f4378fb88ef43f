import type { StageComparison, TraceComparison, TraceDetail, TraceSpan } from './analytics.ts';

/** Attributes that differ between any two runs and say nothing. */
const always = new Set(['job_id', 'trace_name', 'attempt']);

/** Two traces side by side: the stages of both by name, and the attributes in which they differ. */
export function compareTraces(a: TraceDetail, b: TraceDetail): TraceComparison {
  const names = [...new Set([...a.spans, ...b.spans].map((span) => span.name))];
  const stages = names.map((name): StageComparison => {
    const [left, right] = [sumStage(a.spans, name), sumStage(b.spans, name)];
    return { name, a: left, b: right, deltaMs: left && right ? right.durationMs - left.durationMs : null };
  });
  return { a, b, stages, differences: names.flatMap((name) => differencesOf(a.spans, b.spans, name)) };
}

function sumStage(spans: readonly TraceSpan[], name: string): StageComparison['a'] {
  const own = spans.filter((span) => span.name === name);
  if (own.length === 0) return null;
  const costs = own.flatMap((span) => (span.costUsd === null ? [] : [span.costUsd]));
  return {
    durationMs: own.reduce((sum, span) => sum + span.durationMs, 0),
    costUsd: costs.length === 0 ? null : costs.reduce((sum, cost) => sum + cost, 0),
    count: own.length,
    errors: own.filter((span) => span.status === 'error').length,
  };
}

/** Of the last span of that name in each trace, which is the one that counted. */
function differencesOf(a: readonly TraceSpan[], b: readonly TraceSpan[], name: string): TraceComparison['differences'] {
  const left = a.findLast((span) => span.name === name);
  const right = b.findLast((span) => span.name === name);
  if (!left || !right) return [];
  const keys = [...new Set([...Object.keys(left.attributes), ...Object.keys(right.attributes)])];
  return keys
    .filter((key) => !always.has(key))
    .map((key) => ({ name: `${name} ${key}`, a: textOf(left, key), b: textOf(right, key) }))
    .filter((difference) => difference.a !== difference.b);
}

/** Its own attribute only: one named `valueOf` is no attribute of every span. */
function textOf({ attributes }: TraceSpan, key: string): string | null {
  const value = Object.hasOwn(attributes, key) ? attributes[key] : null;
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : JSON.stringify(value);
}
