import type { ComplianceGroup, ComplianceReport } from '../../../core/analytics.ts';
import { chartSlots } from '../chart-slots.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { frameReport, type ReportScope, sumOf } from './report-frame.ts';

const groupLabels: Readonly<Record<ComplianceGroup, string>> = {
  structure: 'Structure',
  policy: 'Policy',
  voice: 'Voice',
  overall: 'Overall',
};
const maxChecks = 25;

/** `/metrics compliance`: how many replies kept every rule of a group, and which rules are broken most. */
export function complianceReport(report: ComplianceReport, scope: ReportScope): Report {
  const { groups, checks, rewrites, series } = report;
  const { share, count } = formatMetric;
  const { slots, xLabel } = chartSlots(series, scope.window);
  const rate = (points: readonly { overall: { n: number; count: number } }[]): number => {
    const n = sumOf(points.map(({ overall }) => overall.n));
    return n === 0 ? Number.NaN : (100 * sumOf(points.map(({ overall }) => overall.count))) / n;
  };
  return frameReport(
    'Compliance',
    scope,
    { n: groups.overall.n, what: 'checked run' },
    [
      {
        kind: 'figures',
        figures: [
          ...(['overall', 'structure', 'policy', 'voice'] as const).map((group) => ({
            label: groupLabels[group],
            value: groups[group].n === 0 ? 'not checked' : `${share(groups[group].rate)} of ${count(groups[group].n)}`,
          })),
          { label: 'Rewrites', value: count(rewrites.total) },
          { label: 'Runs with a rewrite', value: `${count(rewrites.runs.count)} (${share(rewrites.runs.rate)})` },
        ],
      },
      {
        kind: 'chart',
        chart: {
          kind: 'line',
          title: 'Replies that kept every rule',
          unit: '% of runs',
          xLabel,
          categories: slots.map(({ label }) => label),
          series: [{ name: 'overall', values: slots.map(({ points }) => rate(points)) }],
        },
      },
      checks.length === 0
        ? null
        : {
            kind: 'table',
            table: {
              columns: [
                { name: 'Check' },
                { name: 'Group' },
                { name: 'Passed', align: 'right' },
                { name: 'n', align: 'right' },
              ],
              rows: checks
                .slice(0, maxChecks)
                .map((check) => [
                  check.name,
                  check.group === null ? '–' : groupLabels[check.group],
                  share(check.rate),
                  count(check.n),
                ]),
            },
          },
    ],
    [checks.length > maxChecks ? `${count(checks.length - maxChecks)} more checks fail less often than these.` : null],
  );
}
