import type { Dataset } from '../../../core/dataset.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';

/** `/dataset list`: every dataset, how much is in it and what waits. */
export function datasetList(datasets: readonly Dataset[]): Report {
  const waiting = datasets.reduce((sum, { candidateCount }) => sum + candidateCount, 0);
  return {
    title: 'Datasets',
    parts: [
      {
        kind: 'table',
        table: {
          columns: [
            { name: 'Dataset' },
            { name: 'Items', align: 'right' },
            { name: 'Waiting', align: 'right' },
            { name: 'Version' },
            { name: 'Kept in' },
            { name: 'Changed' },
          ],
          rows: datasets.map((dataset) => [
            dataset.name,
            formatMetric.count(dataset.itemCount),
            formatMetric.count(dataset.candidateCount),
            dataset.version,
            dataset.origin === 'file' ? `data/datasets/${dataset.name}.json` : 'the store',
            formatMetric.moment(dataset.updatedAt),
          ]),
        },
      },
      ...datasets.map(({ name, description }) => ({ kind: 'text', text: `${name}: ${description}` }) as const),
      {
        kind: 'note',
        text: `n = ${datasets.length} datasets · ${formatMetric.count(waiting)} candidates wait for /dataset review`,
      },
    ],
  };
}
