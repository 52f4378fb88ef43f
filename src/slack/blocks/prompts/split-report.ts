import type { SplitMeasure, SplitReport } from '../../../core/prompt-split.ts';
import { minSampleSize } from '../../../core/two-sample.ts';
import type { Chart } from '../chart.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report, ReportPart } from '../report.ts';

/** `/prompt ab NAME`: what came of both versions, and whether they differ by more than chance. */
export function splitReport({ split, measures, fallbacks }: SplitReport): Report {
  const { name, a, b, sharePercent, startedAt, endedAt } = split;
  const until = endedAt === null ? 'running' : `ended ${formatMetric.moment(endedAt)}`;
  const chart = chartOf(measures);
  return {
    title: `${name}: A and B`,
    parts: [
      {
        kind: 'figures',
        figures: [
          { label: 'A', value: `${a}, ${100 - sharePercent} % of links` },
          { label: 'B', value: `${b}, ${sharePercent} % of links` },
        ],
      },
      ...(chart === null ? [] : [{ kind: 'chart' as const, chart }]),
      {
        kind: 'table',
        table: {
          columns: [
            { name: 'Measure' },
            ...['A (n)', 'B (n)', 'B − A', '95 % interval'].map((column) => ({
              name: column,
              align: 'right' as const,
            })),
            { name: 'Differ?' },
          ],
          rows: measures.map((measure) => rowOf(measure)),
        },
      },
      ...notesOf(fallbacks),
      {
        kind: 'note',
        text: `Since ${formatMetric.moment(startedAt)}, ${until}. Intervals of shares are Newcombe's, of means Welch's; each stands for itself, so of twenty one shows a difference by chance. With fewer than ${minSampleSize} on a side there is none.`,
      },
    ],
  };
}

function rowOf({ name, unit, a, b, difference }: SplitMeasure): string[] {
  const cell = ({ n, mean }: SplitMeasure['a']): string => `${mean === null ? '–' : format(mean, unit)} (${n})`;
  if (difference === null) return [name, cell(a), cell(b), '–', '–', 'too few'];
  const { value, low, high } = difference;
  const isClear = low > 0 || high < 0;
  return [
    name,
    cell(a),
    cell(b),
    signed(value, unit),
    `${signed(low, unit)} to ${signed(high, unit)}`,
    isClear ? (value > 0 ? 'B is higher' : 'B is lower') : 'not beyond chance',
  ];
}

function signed(value: number, unit: SplitMeasure['unit']): string {
  const text = format(Math.abs(value), unit);
  return value < 0 ? `−${text}` : `+${text}`;
}

function format(value: number, unit: SplitMeasure['unit']): string {
  if (unit === 'share') return formatMetric.share(value);
  if (unit === 'usd') return formatMetric.usd(value);
  return unit === 'ms' ? formatMetric.duration(value) : value.toFixed(3);
}

/** Everything between 0 and 1, side by side. */
function chartOf(measures: readonly SplitMeasure[]): Chart | null {
  const shown = measures.filter(
    ({ unit, a, b }) => (unit === 'share' || unit === 'value') && a.mean !== null && b.mean !== null,
  );
  if (shown.length === 0) return null;
  return {
    kind: 'bar',
    title: 'A and B',
    unit: '0 to 1',
    xLabel: 'Measure',
    categories: shown.map(({ name }) => shortNames[name] ?? name),
    series: [
      { name: 'A', values: shown.map(({ a }) => a.mean ?? 0) },
      { name: 'B', values: shown.map(({ b }) => b.mean ?? 0) },
    ],
  };
}

/** A category of a chart has 20 letters. */
const shortNames: Readonly<Record<string, string>> = {
  'Links summarized': 'summarized',
  'All checks passed at first try': 'passed at first try',
  'Checks passed': 'checks passed',
  'Votes that are up': 'votes up',
};

function notesOf({ a, b }: SplitReport['fallbacks']): ReportPart[] {
  if (a + b === 0) return [];
  const text = `The version of an arm was gone for ${a + b} links (A ${a}, B ${b}): prod ran in its place, and they are not compared.`;
  return [{ kind: 'note', text }];
}
