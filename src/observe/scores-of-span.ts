import type { SpanRow } from '../core/span-row.ts';

/** A figure about a whole trace, as other tools call a score. */
export interface TraceScore {
  /** The same for the same trace and name, so that a later one takes the place of an earlier one. */
  id: string;
  traceId: string;
  name: string;
  /** 0 to 1. */
  value: number;
  comment?: string;
}

export function traceScore(traceId: string, name: string, value: number, comment?: string): TraceScore {
  return { id: `${traceId}-${name}`, traceId, name, value, ...(comment === undefined ? {} : { comment }) };
}

const prefix = 'score.';

/** What the gates measured: their pass rate, and every scorer's value by its id. None for other spans. */
export function scoresOfSpan({ name, traceId, attributes }: SpanRow): TraceScore[] {
  if (name !== 'quality_gates.validate') return [];
  return Object.entries(attributes).flatMap(([attribute, value]) => {
    const scored =
      attribute === 'gate_pass_rate' ? attribute : attribute.startsWith(prefix) ? attribute.slice(prefix.length) : '';
    return scored === '' || typeof value !== 'number' || !Number.isFinite(value)
      ? []
      : [traceScore(traceId, scored, value)];
  });
}
