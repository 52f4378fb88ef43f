import type { EvalRun } from '../../../core/evaluation.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { shortRunId } from './eval-reference.ts';
import { modelText, promptsText, statusText, valueText } from './eval-words.ts';

/** `/eval list`: runs, newest first. */
export function evalRunsReport(runs: readonly EvalRun[], dataset: string | null): Report {
  const of = dataset === null ? '' : ` of ${dataset}`;
  if (runs.length === 0) {
    return {
      title: `Eval runs${of}`,
      parts: [{ kind: 'text', text: `There are none yet${of}. /eval run smoke starts one.` }],
    };
  }
  const columns = [
    { name: 'Run' },
    { name: 'Dataset' },
    { name: 'State' },
    { name: 'Mean', align: 'right' as const },
    { name: 'Prompts' },
    { name: 'Model' },
    { name: 'Cost', align: 'right' as const },
    { name: 'When' },
  ];
  const rows = runs.map((run) => [
    shortRunId(run.id),
    run.params.dataset,
    statusText(run),
    meanOf(run),
    promptsText(run),
    modelText(run),
    formatMetric.usd(run.costUsd),
    formatMetric.moment(run.createdAt),
  ]);
  return {
    title: `Eval runs${of}`,
    parts: [
      { kind: 'table', table: { columns, rows } },
      {
        kind: 'note',
        text: '/eval show RUN opens one; /eval compare A B measures the second against the first. Mean is over all scorers.',
      },
    ],
  };
}

function meanOf({ figures }: EvalRun): string {
  return figures.length === 0 ? '–' : valueText(figures.reduce((sum, { mean }) => sum + mean, 0) / figures.length);
}
