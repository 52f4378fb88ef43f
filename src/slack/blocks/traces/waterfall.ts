import type { TraceDetail, TraceSpan } from '../../../core/analytics.ts';
import { fitWidth, widthOf } from '../data-table.ts';
import { formatMetric } from '../format-metrics.ts';
import { literal } from '../literal.ts';

const nameWidth = 27;
const barWidth = 18;
const maxSpans = 45;
const maxIndent = 8;

/**
 * The spans of a trace as lines of equal letters: name by depth, a bar where in the run it lay, when it began, how long it took, how it
 * ended and what it cost.
 */
export function renderWaterfall(trace: Pick<TraceDetail, 'spans' | 'durationMs'>): string[] {
  const shown = trace.spans.slice(0, maxSpans);
  const left = trace.spans.length - shown.length;
  const wholeMs = Math.max(
    finite(trace.durationMs),
    ...trace.spans.map((span) => finite(span.offsetMs) + finite(span.durationMs)),
    1,
  );
  return [
    `${'span'.padEnd(nameWidth)} ${'when'.padEnd(barWidth)} ${'from'.padStart(8)} ${'took'.padStart(8)}    cost`,
    ...shown.map((span) => lineOf(span, wholeMs)),
    ...(left > 0 ? [`… ${left} more spans`] : []),
  ];
}

function lineOf(span: TraceSpan, wholeMs: number): string {
  const indent = ' '.repeat(Math.min(maxIndent, Math.max(0, finite(span.depth))));
  const name = fitWidth(`${indent}${literal(span.name, 100) || 'span'}`, nameWidth);
  const mark = span.status === 'error' ? '✗' : '✓';
  // A span that calls no model has no cost to know.
  const cost = span.costUsd === null && span.kind !== 'LLM' ? '' : formatMetric.usd(span.costUsd);
  const from = `+${formatMetric.duration(finite(span.offsetMs))}`;
  const line = [
    `${name}${' '.repeat(nameWidth - widthOf(name))}`,
    bar(span, wholeMs),
    from.padStart(8),
    formatMetric.duration(finite(span.durationMs)).padStart(8),
    mark,
    cost,
  ].join(' ');
  const error = span.status === 'error' && span.errorType !== null ? ` ${literal(span.errorType, 40)}` : '';
  return `${line}${error}`.trimEnd();
}

/** Every span has a mark, however short it was. */
function bar(span: TraceSpan, wholeMs: number): string {
  const from = Math.min(barWidth - 1, Math.max(0, Math.floor((finite(span.offsetMs) / wholeMs) * barWidth)));
  const length = Math.max(1, Math.round((finite(span.durationMs) / wholeMs) * barWidth));
  const filled = Math.min(length, barWidth - from);
  return `${'·'.repeat(from)}${'█'.repeat(filled)}${'·'.repeat(barWidth - from - filled)}`;
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
