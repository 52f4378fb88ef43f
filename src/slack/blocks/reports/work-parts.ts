import type { CostPart } from '../../../core/analytics.ts';
import { formatMetric } from '../format-metrics.ts';
import type { ReportPart } from '../report.ts';

const names: Readonly<Record<CostPart['part'], string>> = {
  llm: 'Asking models',
  fetch: 'Fetching pages',
  other: 'Everything else',
};

/** What asking models, fetching and everything else cost in money and in time. */
export function workParts(parts: readonly CostPart[]): ReportPart[] {
  if (parts.length === 0) return [];
  const { count, duration, share, usd } = formatMetric;
  return [
    {
      kind: 'table',
      table: {
        columns: [
          { name: 'Work' },
          ...['Cost', 'Done', 'Time', 'Share of time'].map((name) => ({ name, align: 'right' as const })),
        ],
        rows: parts.map((part) => [
          names[part.part],
          part.unknownCostCalls > 0 && part.usd !== null ? `at least ${usd(part.usd)}` : usd(part.usd),
          part.count === null ? '–' : `${count(part.count)} ${part.part === 'llm' ? 'calls' : 'fetches'}`,
          duration(part.durationMs),
          share(part.share),
        ]),
      },
    },
    {
      kind: 'note',
      text: parts.some(({ durationMs }) => durationMs === null)
        ? 'Only models cost money. Times are known of all models together: ask without --model.'
        : 'Only models cost money; fetching and everything else cost time. Work that runs side by side counts each.',
    },
  ];
}
