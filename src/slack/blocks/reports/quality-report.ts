import type { QualityReport } from '../../../core/analytics.ts';
import type { Chart } from '../chart.ts';
import { chartSlots } from '../chart-slots.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { frameReport, meanOf, type ReportScope, sumOf } from './report-frame.ts';

/** `/metrics quality`: what the gates, the scorers and the people say of the replies. */
export function qualityReport(report: QualityReport, scope: ReportScope): Report {
  const { gatePassRate, votes, scores } = report;
  const { share, count } = formatMetric;
  const { slots, xLabel } = chartSlots(report.series, scope.window);
  const gates: Chart = {
    kind: 'line',
    title: 'Gates passed by the last draft',
    unit: '% of gates, mean',
    xLabel,
    categories: slots.map(({ label }) => label),
    series: [
      { name: 'gates passed', values: slots.map(({ points }) => 100 * meanOf(points.map((p) => p.gatePassRate))) },
    ],
  };
  const byVote: Chart = {
    kind: 'bar',
    title: 'Votes',
    unit: 'votes',
    xLabel,
    categories: slots.map(({ label }) => label),
    series: [
      { name: 'up', values: slots.map(({ points }) => sumOf(points.map((point) => point.votes.up))) },
      { name: 'down', values: slots.map(({ points }) => sumOf(points.map((point) => point.votes.down))) },
    ],
  };
  return frameReport(
    'Quality',
    scope,
    // Votes may come for replies whose runs lie before the window.
    gatePassRate.n > 0 ? { n: gatePassRate.n, what: 'checked run' } : { n: votes.n, what: 'vote' },
    [
      {
        kind: 'figures',
        figures: [
          { label: 'Gates passed, mean', value: `${share(gatePassRate.avg)} (n = ${count(gatePassRate.n)})` },
          { label: 'Lowest and highest', value: `${share(gatePassRate.min)} to ${share(gatePassRate.max)}` },
          { label: 'Votes', value: votes.n === 0 ? 'none yet' : `👍 ${count(votes.up)} 👎 ${count(votes.down)}` },
          { label: 'Thumbs up', value: votes.n === 0 ? '–' : `${share(votes.share)} of ${count(votes.n)}` },
        ],
      },
      { kind: 'chart', chart: gates },
      votes.n === 0 ? null : { kind: 'chart', chart: byVote },
      scores.length === 0
        ? null
        : {
            kind: 'table',
            table: {
              columns: [
                { name: 'Scorer' },
                ...['Mean', 'Lowest', 'Highest', 'Passed', 'n'].map((name) => ({ name, align: 'right' as const })),
              ],
              rows: scores.map((score) => [
                score.name,
                ...[score.avg, score.min, score.max, score.passRate].map((value) => share(value)),
                count(score.n),
              ]),
            },
          },
    ],
  );
}
