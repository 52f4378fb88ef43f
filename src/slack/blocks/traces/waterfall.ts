import type { TraceDetail, TraceSpan } from '../../../core/analytics.ts';
import { fitWidth, widthOf } from '../data-table.ts';
import { formatMetric } from '../format-metrics.ts';
import { literal } from '../literal.ts';

/** A modal shows about sixty letters of equal width in a line. */
const nameWidth = 25;
const barWidth = 12;
const timeWidth = 7;
const maxSpans = 45;
const maxIndent = 6;

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
  const head = [
    'span'.padEnd(nameWidth),
    'when'.padEnd(barWidth),
    'from'.padStart(timeWidth),
    'took'.padStart(timeWidth),
  ];
  return [
    `${head.join(' ')}   cost`,
    ...shown.map((span) => lineOf(span, wholeMs)),
    ...(left > 0 ? [`… ${left} more spans`] : []),
  ];
}

function lineOf(span: TraceSpan, wholeMs: number): string {
  const indent = ' '.repeat(Math.min(maxIndent, Math.max(0, finite(span.depth))));
  const name = fitWidth(`${indent}${literal(span.name, 100) || 'span'}`, nameWidth);
  // A span that calls no model has no cost to know.
  const cost = span.costUsd === null && span.kind !== 'LLM' ? '' : formatMetric.usd(span.costUsd);
  return [
    `${name}${' '.repeat(nameWidth - widthOf(name))}`,
    bar(span, wholeMs),
    `+${narrow(span.offsetMs)}`.padStart(timeWidth),
    narrow(span.durationMs).padStart(timeWidth),
    span.status === 'error' ? '✗' : '✓',
    cost,
  ]
    .join(' ')
    .trimEnd();
}

/** Every span has a mark, however short it was. */
function bar(span: TraceSpan, wholeMs: number): string {
  const from = Math.min(barWidth - 1, Math.max(0, Math.floor((finite(span.offsetMs) / wholeMs) * barWidth)));
  const length = Math.max(1, Math.round((finite(span.durationMs) / wholeMs) * barWidth));
  const filled = Math.min(length, barWidth - from);
  return `${'·'.repeat(from)}${'█'.repeat(filled)}${'·'.repeat(barWidth - from - filled)}`;
}

/** `74ms`, `12.3s`, `2m05s`, `3h10m`: for a column. */
function narrow(givenMs: number): string {
  const ms = Math.max(0, finite(givenMs));
  if (ms < 999.5) return `${Math.round(ms)}ms`;
  if (ms < 99_950) return `${(ms / 1000).toFixed(1)}s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m${String(seconds % 60).padStart(2, '0')}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 6000 ? `${Math.floor(minutes / 60)}h${String(minutes % 60).padStart(2, '0')}m` : '>99h';
}

function finite(value: number): number {
  return Number.isFinite(value) ? value : 0;
}
