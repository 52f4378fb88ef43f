import type { TraceSearch, TraceSummary } from '../../../core/analytics.ts';
import { actionIds, button } from '../button.ts';
import { formatMetric } from '../format-metrics.ts';
import { plainMarkup } from '../plain-markup.ts';
import type { Report } from '../report.ts';
import { formatTraceSearch } from './search-reference.ts';
import { shortTraceId } from './trace-id.ts';
import { outcomeOf, traceButton } from './trace-report.ts';

export interface FoundTraces {
  traces: readonly TraceSummary[];
  /** Of private channels, which the person may not see. */
  hiddenCount: number;
  nextCursor: string | null;
}

/** `/trace search`: one row a run, newest first, each with a button that opens it. */
export function searchReport(found: FoundTraces, search: TraceSearch): Report {
  const { traces, hiddenCount, nextCursor } = found;
  const more = nextCursor === null ? null : formatTraceSearch({ ...search, cursor: nextCursor });
  const hidden = hiddenCount === 0 ? [] : [`${hiddenCount} of other people's private channels are not shown`];
  const criteria = describeSearch(search);
  return {
    title: 'Traces',
    parts: [
      ...(traces.length === 0
        ? [
            {
              kind: 'text' as const,
              text: `No trace ${criteria === '' ? 'yet' : `with ${criteria}`}. Fewer words or a longer --window may find some.`,
            },
          ]
        : traces.map((trace) => ({ kind: 'row' as const, mrkdwn: rowOf(trace), button: traceButton(trace.traceId) }))),
      ...(more === null ? [] : [{ kind: 'actions' as const, elements: [button(actionIds.moreTraces, 'Older', more)] }]),
      {
        kind: 'note',
        text: [`n = ${traces.length}, newest first`, criteria, ...hidden].filter((text) => text !== '').join(' · '),
      },
    ],
  };
}

function rowOf(trace: TraceSummary): string {
  const { duration, usd, moment } = formatMetric;
  const seconds = Math.floor(trace.startMs / 1000);
  const when = Number.isSafeInteger(seconds)
    ? `<!date^${seconds}^{date_short_pretty} {time}|${moment(trace.startMs)}>`
    : '–';
  const where = trace.channel !== null && /^[CGD][A-Z0-9]+$/.test(trace.channel) ? [`<#${trace.channel}>`] : [];
  const head = `*${plainMarkup(trace.url?.replace(/^https?:\/\//, '') ?? trace.name, 80) || 'run'}* \`${shortTraceId(trace.traceId)}\``;
  const details = [
    plainMarkup(outcomeOf(trace), 80),
    duration(trace.durationMs),
    trace.costUsd === null ? 'cost unknown' : usd(trace.costUsd),
    ...(trace.model === null ? [] : [plainMarkup(trace.model, 40)]),
    ...where,
    when,
  ];
  return `${head}\n${details.join(' · ')}`;
}

function describeSearch(search: TraceSearch): string {
  const { text, url, status, model, promptVersion, fromMs, toMs } = search;
  return [
    text === undefined ? '' : `words “${text}”`,
    url === undefined ? '' : `url ${url}`,
    status === undefined ? '' : `status ${status}`,
    model === undefined ? '' : `model ${model}`,
    promptVersion === undefined ? '' : `prompt ${promptVersion}`,
    search.channel === undefined ? '' : 'one channel',
    search.user === undefined ? '' : 'one person',
    fromMs === undefined || toMs === undefined ? '' : formatMetric.window({ fromMs, toMs }),
  ]
    .filter((part) => part !== '')
    .join(', ');
}
