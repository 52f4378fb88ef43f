import type { ArtifactInfo, TraceDetail, TraceSpan, TraceSummary } from '../../../core/analytics.ts';
import { actionIds, button } from '../button.ts';
import { formatMetric } from '../format-metrics.ts';
import { literal } from '../literal.ts';
import { linkable } from '../page-address.ts';
import type { Report, ReportPart } from '../report.ts';
import { rich } from '../rich-text.ts';
import { artifactActionIds, formatArtifactReference } from './artifact-reference.ts';
import { listAttributes } from './span-attributes.ts';
import { shortTraceId } from './trace-id.ts';
import { renderWaterfall } from './waterfall.ts';

const maxAttributeText = 4500;

/** `/trace show` and the Trace button: figures, waterfall, attributes, files. @param mayReadContent attributes that hold inputs and outputs */
export function traceReport(trace: TraceDetail, mayReadContent: boolean): Report {
  return {
    title: `Trace ${shortTraceId(trace.traceId)}${trace.summary?.domain ? ` · ${literal(trace.summary.domain, 80)}` : ''}`,
    parts: [
      ...(trace.summary === null
        ? [{ kind: 'text' as const, text: 'This run has not ended yet; these are the parts that have.' }]
        : summaryParts(trace.summary)),
      { kind: 'lines', lines: renderWaterfall(trace) },
      ...errorParts(trace.spans),
      ...attributeParts(trace, mayReadContent),
      ...fileParts(trace),
      {
        kind: 'note',
        text: `Trace ${trace.traceId} · began ${formatMetric.moment(trace.startMs)} · n = ${trace.spans.length} spans`,
      },
    ],
  };
}

function summaryParts(summary: TraceSummary): ReportPart[] {
  const { count, duration, usd, share } = formatMetric;
  const address = linkable(summary.url ?? undefined);
  const who = [
    ...(summary.user === null || !/^[UW][A-Z0-9]+$/.test(summary.user)
      ? []
      : [rich.text(' for '), rich.user(summary.user)]),
    ...(summary.channel === null || !/^[CGD][A-Z0-9]+$/.test(summary.channel)
      ? []
      : [rich.text(' in '), rich.channel(summary.channel)]),
  ];
  const page = address ? [rich.link(address.url, address.url.replace(/^https?:\/\//, ''))] : [rich.text('No page')];
  return [
    { kind: 'rich', block: rich.block(rich.section(...page, ...who)) },
    {
      kind: 'figures',
      figures: [
        { label: 'Outcome', value: outcomeOf(summary) },
        { label: 'Duration', value: duration(summary.durationMs) },
        { label: 'Cost', value: usd(summary.costUsd) },
        { label: 'Tokens', value: `${count(summary.inputTokens)} in, ${count(summary.outputTokens)} out` },
        { label: 'Model', value: summary.model ?? 'none' },
        { label: 'Prompts', value: summary.prompts.join(', ') || 'none' },
        {
          label: 'Gates passed',
          value: `${share(summary.gatePassRate)}${summary.rewriteCount > 0 ? `, ${count(summary.rewriteCount)} rewritten` : ''}`,
        },
        { label: 'Attempts', value: count(summary.attempts) },
      ],
    },
  ];
}

/** `✓ summarized`, `✗ failed (fetch_timeout)`. */
export function outcomeOf(summary: Pick<TraceSummary, 'status' | 'outcome' | 'errorType'>): string {
  const mark = summary.status === 'ok' ? '✓' : '✗';
  return `${mark} ${summary.outcome ?? summary.status}${summary.errorType === null ? '' : ` (${summary.errorType})`}`;
}

function errorParts(spans: readonly TraceSpan[]): ReportPart[] {
  const failed = spans.filter(({ status }) => status === 'error');
  if (failed.length === 0) return [];
  const named = failed.map(({ name, errorType }) => `${literal(name, 60)}: ${errorType ?? 'error'}`);
  const shown = [...new Set(named)].slice(0, 10);
  return [{ kind: 'text', text: `✗ ${shown.join(' · ')}` }];
}

function attributeParts({ spans, summary }: TraceDetail, mayReadContent: boolean): ReportPart[] {
  const known = new Set([summary?.url, summary?.domain].filter((value) => typeof value === 'string'));
  let left = maxAttributeText;
  const items = spans.flatMap((span) => {
    const text = listAttributes(span, mayReadContent, known).join(' · ');
    if (text === '' || text.length > left) return [];
    left -= text.length + span.name.length;
    return [rich.section(rich.bold(literal(span.name, 80) || 'span'), rich.text(` ${text}`))];
  });
  if (items.length === 0) return [];
  return [
    { kind: 'heading', text: 'Attributes' },
    ...rich.blocks([rich.bullets(items)]).map((block) => ({ kind: 'rich' as const, block })),
  ];
}

function fileParts({ traceId, artifacts }: TraceDetail): ReportPart[] {
  const shown = artifacts.slice(0, artifactActionIds.length);
  if (shown.length === 0) return [{ kind: 'note', text: 'No files are kept of this run.' }];
  const label = ({ name, bytes }: ArtifactInfo): string => literal(`${name} · ${formatMetric.bytes(bytes)}`, 75);
  return [
    { kind: 'heading', text: 'Files, sent to you as a direct message' },
    {
      kind: 'actions',
      elements: shown.flatMap((artifact, index) => {
        const actionId = artifactActionIds[index];
        const value = formatArtifactReference({ traceId, name: artifact.name });
        return actionId === undefined || value === null ? [] : [button(actionId, label(artifact), value)];
      }),
    },
    { kind: 'note', text: 'Files with what was read and written are for admins.' },
  ];
}

/** A button that opens a trace. */
export function traceButton(traceId: string): ReturnType<typeof button> {
  return button(actionIds.showTrace, 'Show', traceId);
}
