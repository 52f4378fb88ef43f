import type { CostGroup, CostReport } from '../../../core/analytics.ts';
import type { Cell } from '../data-table.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report, ReportPart } from '../report.ts';
import { workParts } from './work-parts.ts';
import { frameReport, type ReportScope } from './report-frame.ts';
import { unknownCostNote } from './unknown-cost-note.ts';

export const costDimensions = ['stage', 'model', 'channel', 'user', 'day', 'part'] as const;
/** All but the kinds of work, which have times too. */
type GroupDimension = Exclude<CostDimension, 'part'>;
export type CostDimension = (typeof costDimensions)[number];

const maxGroups = 40;

/** `/cost by …`: what the calls of a window cost, cut one way. */
export function costByReport(costs: CostReport, dimension: CostDimension, scope: ReportScope): Report {
  const { total } = costs;
  const { count } = formatMetric;
  return frameReport(
    `Cost by ${dimension}`,
    scope,
    { n: total.calls, what: 'model call' },
    [
      {
        kind: 'figures',
        figures: [
          { label: 'Total', value: formatMetric.cost(total) },
          { label: 'Tokens', value: `${count(total.inputTokens)} in, ${count(total.outputTokens)} out` },
        ],
      },
      ...(dimension === 'part' ? workParts(costs.parts) : costGroupParts(groupsOf(costs, dimension), dimension)),
    ],
    [unknownCostNote(total)],
  );
}

function groupsOf(costs: CostReport, dimension: GroupDimension): CostGroup[] {
  switch (dimension) {
    case 'stage':
      return costs.byStage;
    case 'model':
      return costs.byModel;
    case 'channel':
      return costs.byChannel;
    case 'user':
      return costs.byUser;
    case 'day':
      return costs.byDay;
  }
}

/** A chart of the known costs and a table of all; days in order, the rest by cost. */
export function costGroupParts(groups: readonly CostGroup[], dimension: GroupDimension): ReportPart[] {
  const ordered = dimension === 'day' ? groups : groups.toSorted((a, b) => (b.usd ?? -1) - (a.usd ?? -1));
  const priced = ordered.filter(({ usd }) => usd !== null);
  const costly = priced.filter(({ usd }) => (usd ?? 0) > 0).length;
  const hasChart = dimension === 'day' ? costly > 0 : costly > 1;
  const label = (group: CostGroup): string => labelOf(group.key, dimension);
  const chart: ReportPart = {
    kind: 'chart',
    chart:
      dimension === 'day'
        ? {
            kind: 'bar',
            title: 'Cost a day, where the price is known',
            unit: 'USD',
            xLabel: 'UTC day',
            categories: priced.map(label),
            series: [{ name: 'cost', values: priced.map(({ usd }) => usd ?? 0) }],
          }
        : {
            kind: 'pie',
            title: `Cost by ${dimension}, where the price is known`,
            unit: 'USD',
            segments: priced.map((group) => ({ label: label(group), value: group.usd ?? 0 })),
          },
  };
  const shown = dimension === 'day' ? ordered.slice(-maxGroups) : ordered.slice(0, maxGroups);
  const left = ordered.length - shown.length;
  return [
    ...(hasChart ? [chart] : []),
    {
      kind: 'table',
      table: {
        columns: [
          { name: `${dimension.charAt(0).toUpperCase()}${dimension.slice(1)}` },
          ...['Cost', 'Calls', 'Tokens in', 'Tokens out'].map((name) => ({ name, align: 'right' as const })),
        ],
        rows: shown.map((group) => [
          cellOf(group.key, dimension),
          formatMetric.cost(group),
          ...[group.calls, group.inputTokens, group.outputTokens].map((value) => formatMetric.count(value)),
        ]),
      },
    },
    ...(left > 0 ? [{ kind: 'note' as const, text: `${formatMetric.count(left)} more are not shown.` }] : []),
  ];
}

function labelOf(key: string | null, dimension: GroupDimension): string {
  if (key !== null) return key;
  return dimension === 'channel' ? 'no channel' : dimension === 'user' ? 'nobody known' : 'unknown';
}

function cellOf(key: string | null, dimension: GroupDimension): Cell {
  if (key !== null && dimension === 'channel') return { channelId: key };
  if (key !== null && dimension === 'user') return { userId: key };
  return labelOf(key, dimension);
}
