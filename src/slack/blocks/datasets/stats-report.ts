import type { Dataset } from '../../../core/dataset.ts';
import type { DatasetStats } from '../../../datasets/dataset-stats.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report, ReportPart } from '../report.ts';

const maxTags = 20;

/** `/dataset stats NAME`: counts, the distribution of scores, query types. */
export function statsReport(dataset: Dataset, stats: DatasetStats): Report {
  const { count, share } = formatMetric;
  const { byStatus } = stats;
  const shareOf = (part: number): string =>
    `${count(part)} (${share(byStatus.active === 0 ? null : part / byStatus.active)})`;
  const bins = stats.scoreHistogram.length;
  const scores: ReportPart[] =
    stats.scored === 0
      ? [{ kind: 'text', text: 'None of its items has a score yet.' }]
      : [
          {
            kind: 'chart',
            chart: {
              kind: 'bar',
              title: `Scores of ${dataset.name}`,
              unit: 'items',
              xLabel: 'score',
              categories: stats.scoreHistogram.map(
                (_, bin) => `${(bin / bins).toFixed(1)}–${((bin + 1) / bins).toFixed(1)}`,
              ),
              series: [{ name: 'items', values: stats.scoreHistogram }],
            },
          },
        ];
  const tags = Object.entries(stats.tags);
  return {
    title: `Statistics of ${dataset.name}`,
    parts: [
      {
        kind: 'figures',
        figures: [
          { label: 'Items', value: count(byStatus.active) },
          { label: 'Candidates', value: count(byStatus.candidate) },
          { label: 'Rejected', value: count(byStatus.rejected) },
          { label: 'With a score', value: `${count(stats.scored)}, mean ${share(stats.meanScore)}` },
          { label: 'With the page kept', value: shareOf(stats.withEvidence) },
          { label: 'With a reference answer', value: shareOf(stats.withReference) },
        ],
      },
      ...scores,
      {
        kind: 'table',
        table: {
          columns: [{ name: 'Query type' }, { name: 'Items', align: 'right' }],
          rows: Object.entries(stats.queryTypes).map(([type, items]) => [type, count(items)]),
        },
      },
      ...(tags.length === 0
        ? []
        : [
            {
              kind: 'text',
              text: `Tags: ${tags
                .slice(0, maxTags)
                .map(([tag, items]) => `${tag} ${items}`)
                .join(', ')}`,
            } as const,
          ]),
      {
        kind: 'note',
        text: `version ${dataset.version}, n = ${count(byStatus.active)} items of ${count(stats.clusters)} clusters`,
      },
    ],
  };
}
