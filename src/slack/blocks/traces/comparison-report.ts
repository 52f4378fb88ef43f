import type { StageComparison, TraceComparison, TraceDetail } from '../../../core/analytics.ts';
import { formatMetric } from '../format-metrics.ts';
import { literal } from '../literal.ts';
import { plainMarkup } from '../plain-markup.ts';
import type { Report, ReportPart } from '../report.ts';
import { rich } from '../rich-text.ts';
import { isContentAttribute, isWorthShowing } from './span-attributes.ts';
import { shortTraceId } from './trace-id.ts';
import { outcomeOf, traceButton } from './trace-report.ts';

const maxDifferences = 25;

/** `/trace compare`: two runs side by side, their stages and what differs. */
export function comparisonReport({ a, b, stages, differences }: TraceComparison, mayReadContent: boolean): Report {
  const shown = worthShowing(differences).filter(
    ({ name }) => mayReadContent || !isContentAttribute(attributeOf(name)),
  );
  const roots = new Set([...a.spans, ...b.spans].flatMap(({ depth, name }) => (depth === 0 ? [name] : [])));
  const parts = stages.filter(({ name }) => !roots.has(name));
  return {
    title: `Traces ${shortTraceId(a.traceId)} and ${shortTraceId(b.traceId)}`,
    parts: [
      { kind: 'row', mrkdwn: headOf('A', a), button: traceButton(a.traceId) },
      { kind: 'row', mrkdwn: headOf('B', b), button: traceButton(b.traceId) },
      {
        kind: 'table',
        table: {
          columns: [
            { name: 'Stage' },
            ...['A took', 'B took', 'B − A', 'A cost', 'B cost', 'Errors'].map((name) => ({
              name,
              align: 'right' as const,
            })),
          ],
          rows: [wholeRow(a, b), ...parts.map((stage) => stageRow(stage, callsModel(stage.name, [a, b])))],
        },
      },
      ...differenceParts(shown),
      {
        kind: 'note',
        text: `n = 2 runs · A began ${formatMetric.moment(a.startMs)}, B ${formatMetric.moment(b.startMs)}`,
      },
    ],
  };
}

/** `stage_b.run model` → `model`. */
function attributeOf(name: string): string {
  return name.split(' ').at(-1) ?? '';
}

/** Each difference once, under the first stage that has it; times are in the table, and vary in every run. */
function worthShowing(differences: TraceComparison['differences']): TraceComparison['differences'] {
  const seen = new Set<string>();
  return differences.filter(({ name, a, b }) => {
    const attribute = attributeOf(name);
    if (!isWorthShowing(attribute) || attribute.endsWith('_ms')) return false;
    // `gen_ai.request.model` stands beside `model` with the same values.
    const short = attribute.startsWith('gen_ai.') ? attribute.split('.').at(-1) : attribute;
    const key = JSON.stringify([short, a, b]);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

function headOf(letter: string, trace: TraceDetail): string {
  const { summary } = trace;
  const details =
    summary === null
      ? ['not ended yet']
      : [
          plainMarkup(outcomeOf(summary), 100),
          `${formatMetric.count(summary.inputTokens + summary.outputTokens)} tokens`,
          ...(summary.url === null ? [] : [plainMarkup(summary.url.replace(/^https?:\/\//, ''), 80)]),
        ];
  return `*${letter}* \`${shortTraceId(trace.traceId)}\` ${details.join(' · ')}`;
}

function wholeRow(a: TraceDetail, b: TraceDetail): string[] {
  const { duration, usd } = formatMetric;
  const errors = (trace: TraceDetail): number => trace.spans.filter(({ status }) => status === 'error').length;
  return [
    'whole run',
    duration(a.durationMs),
    duration(b.durationMs),
    signed(b.durationMs - a.durationMs),
    a.summary === null ? '–' : usd(a.summary.costUsd),
    b.summary === null ? '–' : usd(b.summary.costUsd),
    `${errors(a)} / ${errors(b)}`,
  ];
}

/** Other stages have no cost to know. */
function callsModel(stage: string, traces: readonly TraceDetail[]): boolean {
  return traces.some(({ spans }) => spans.some(({ name, kind }) => name === stage && kind === 'LLM'));
}

function stageRow({ name, a, b, deltaMs }: StageComparison, hasCost: boolean): string[] {
  const { duration, usd } = formatMetric;
  const took = (side: StageComparison['a']): string =>
    side === null ? 'not run' : `${duration(side.durationMs)}${side.count > 1 ? ` (${side.count} ×)` : ''}`;
  const cost = (side: StageComparison['a']): string =>
    side === null || (side.costUsd === null && !hasCost) ? '–' : usd(side.costUsd);
  return [name, took(a), took(b), signed(deltaMs), cost(a), cost(b), `${a?.errors ?? 0} / ${b?.errors ?? 0}`];
}

function signed(ms: number | null): string {
  if (ms === null || !Number.isFinite(ms)) return '–';
  const size = formatMetric.duration(Math.abs(ms));
  if (Math.round(ms) === 0) return size;
  return ms > 0 ? `+${size}` : `−${size}`;
}

function differenceParts(differences: TraceComparison['differences']): ReportPart[] {
  if (differences.length === 0) return [{ kind: 'text', text: 'Their attributes do not differ.' }];
  const value = (text: string | null): string => (text === null ? 'nothing' : literal(text, 100) || 'empty');
  const items = differences
    .slice(0, maxDifferences)
    .map(({ name, a, b }) =>
      rich.section(rich.bold(literal(name, 100) || ' '), rich.text(`: ${value(a)} → ${value(b)}`)),
    );
  const left = differences.length - items.length;
  return [
    { kind: 'heading', text: 'What differs' },
    ...rich.blocks([rich.bullets(items)]).map((block) => ({ kind: 'rich' as const, block })),
    ...(left > 0 ? [{ kind: 'note' as const, text: `${left} more attributes differ.` }] : []),
  ];
}
