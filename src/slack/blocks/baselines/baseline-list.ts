import type { Baseline, PromotedBaseline } from '../../../core/baseline.ts';
import type { Cell } from '../data-table.ts';
import { shortRunId } from '../evals/eval-reference.ts';
import { valueText } from '../evals/eval-words.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';

/** `/baseline list`: newest first, the promoted ones marked. */
export function baselineList(
  baselines: readonly Baseline[],
  promoted: readonly PromotedBaseline[],
  dataset: string | undefined,
): Report {
  const title = `Baselines${dataset === undefined ? '' : ` of ${dataset}`}`;
  if (baselines.length === 0) {
    const text = `There are none yet. /baseline save ${dataset ?? 'DATASET'} TAG makes one of the newest run.`;
    return { title, parts: [{ kind: 'text', text }] };
  }
  const columns = [
    { name: 'Dataset' },
    { name: 'Tag' },
    { name: 'Mean', align: 'right' as const },
    { name: 'Model' },
    { name: 'Run' },
    { name: 'Saved by' },
    { name: 'When' },
  ];
  const isPromoted = (baseline: Baseline): boolean =>
    promoted.some((each) => each.dataset === baseline.dataset && each.tag === baseline.tag);
  const rows = baselines.map((baseline): Cell[] => [
    baseline.dataset,
    `${isPromoted(baseline) ? '★ ' : ''}${baseline.tag}`,
    meanText(baseline.figures),
    baseline.model,
    shortRunId(baseline.runId),
    { userId: baseline.savedBy },
    formatMetric.moment(baseline.savedAt),
  ]);
  return {
    title,
    parts: [
      { kind: 'table', table: { columns, rows } },
      {
        kind: 'note',
        text: '★ is promoted: runs are measured against it. Mean is over all scorers. /baseline history DATASET draws how scores went.',
      },
    ],
  };
}

export function meanText(figures: Baseline['figures']): string {
  return figures.length === 0 ? '–' : valueText(figures.reduce((sum, { mean }) => sum + mean, 0) / figures.length);
}
