import type { DatasetsReport } from '../../../core/analytics.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { frameReport, type ReportScope, sumOf } from './report-frame.ts';

const meanings: Readonly<Record<DatasetsReport['candidates'][number]['name'], string>> = {
  high_quality_responses: 'liked more than disliked',
  needs_improvement: 'disliked more than liked',
};

/** `/metrics datasets`: how many replies the votes of people offer for datasets. */
export function datasetsReport({ candidates }: DatasetsReport, scope: ReportScope): Report {
  const { count } = formatMetric;
  return frameReport('Datasets', scope, { n: sumOf(candidates.map((set) => set.count)), what: 'candidate' }, [
    {
      kind: 'figures',
      figures: candidates.map((set) => ({ label: set.name, value: `${count(set.count)} candidates` })),
    },
    {
      kind: 'table',
      table: {
        columns: [{ name: 'Dataset' }, { name: 'Replies that are' }, { name: 'Candidates', align: 'right' }],
        rows: candidates.map((set) => [set.name, meanings[set.name], count(set.count)]),
      },
    },
  ]);
}
