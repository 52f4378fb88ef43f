import { AppError } from '../../../core/errors.ts';
import { nearest } from '../../../core/read-settings.ts';
import type { HistoryPoint } from '../../../evals/baselines/baseline-desk.ts';
import { shortRunId } from '../evals/eval-reference.ts';
import { valueText } from '../evals/eval-words.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { meanText } from './baseline-list.ts';

const maxSeries = 4;

/**
 * `/baseline history`: how scores of a dataset went from run to run, drawn.
 * @param wanted a scorer; null: those that moved most
 * @throws AppError `bad_arguments` for a scorer that no run has
 */
export function baselineHistory(dataset: string, points: readonly HistoryPoint[], wanted: string | null): Report {
  const title = `History of ${dataset}`;
  if (points.length === 0) {
    return {
      title,
      parts: [{ kind: 'text', text: `No whole run of ${dataset} has ended yet: /eval run ${dataset} starts one.` }],
    };
  }
  const scorers = chooseScorers(points, wanted);
  const columns = [
    { name: 'Run' },
    { name: 'Tag' },
    { name: 'When' },
    { name: 'Mean of all', align: 'right' as const },
    ...scorers.map((name) => ({ name, align: 'right' as const })),
  ];
  const cell = (value: number): string => (Number.isFinite(value) ? valueText(value) : '–');
  return {
    title,
    parts: [
      {
        kind: 'chart',
        chart: {
          kind: 'line',
          title: wanted === null ? 'Mean score by run' : `${wanted} by run`,
          unit: 'mean score, 0 to 1',
          xLabel: 'run, oldest first',
          categories: points.map(labelOf),
          series: scorers.map((name) => ({ name, values: points.map((point) => meanOf(point, name)) })),
        },
      },
      {
        kind: 'table',
        table: {
          columns,
          rows: points.map((point) => [
            shortRunId(point.runId),
            `${point.isPromoted ? '★ ' : ''}${point.tag ?? '–'}`,
            formatMetric.moment(point.finishedAt),
            meanText(point.figures),
            ...scorers.map((name) => cell(meanOf(point, name))),
          ]),
        },
      },
      { kind: 'note', text: noteText(points, wanted) },
    ],
  };
}

function chooseScorers(points: readonly HistoryPoint[], wanted: string | null): string[] {
  const known = [...new Set(points.flatMap(({ figures }) => figures.map(({ scorer }) => scorer)))];
  if (wanted !== null) {
    if (known.includes(wanted)) return [wanted];
    throw new AppError({
      code: 'bad_arguments',
      message: `No run has the scorer "${wanted}".${nearest(wanted, known)}`,
      hint: `They have: ${known.join(', ')}.`,
    });
  }
  const bounds = (name: string): { low: number; range: number } => {
    const values = points.map((point) => meanOf(point, name)).filter((value) => Number.isFinite(value));
    const low = Math.min(...values);
    return { low, range: Math.max(...values) - low };
  };
  const moved = known.map((name) => ({ name, ...bounds(name) }));
  return moved
    .toSorted((a, b) => b.range - a.range || a.low - b.low)
    .slice(0, maxSeries)
    .map(({ name }) => name);
}

function meanOf({ figures }: HistoryPoint, scorer: string): number {
  return figures.find((each) => each.scorer === scorer)?.mean ?? Number.NaN;
}

function labelOf({ tag, isPromoted, runId }: HistoryPoint): string {
  return `${isPromoted ? '★ ' : ''}${tag ?? shortRunId(runId)}`;
}

function noteText(points: readonly HistoryPoint[], wanted: string | null): string {
  const models = new Set(points.map(({ model }) => model));
  const which = wanted === null ? ` · the scorers that moved most; name one to see it` : '';
  return `n = ${points.length} whole runs${which}${models.size > 1 ? ` · models: ${[...models].join(', ')}` : ''} · ★ is promoted`;
}
