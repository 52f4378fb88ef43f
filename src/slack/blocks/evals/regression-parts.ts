import type { MetricVerdict } from '../../../core/evaluation.ts';
import type { RegressionReport, ScorerComparison } from '../../../core/regression.ts';
import { formatMetric } from '../format-metrics.ts';
import type { ReportPart } from '../report.ts';
import { valueText } from './eval-words.ts';

export const verdictMarks: Readonly<Record<MetricVerdict, string>> = {
  PASS: '✓',
  WARN: '⚠',
  FAIL: '✗',
  INCONCLUSIVE: '?',
};

const maxWorst = 5;

/** Verdict, reasons, one line a scorer and the items that lost most. */
export function regressionParts(report: RegressionReport): ReportPart[] {
  const { scorers, worst, itemLabels, n, coverage } = report;
  const changed = scorers.filter(({ difference }) => difference !== 0);
  const same = scorers.length - changed.length;
  const labels = `Items under a scorer: ${itemLabels.passed} passed, ${itemLabels.warning} warnings, ${itemLabels.failed} failed`;
  const seed = `seed rule: ${report.seedVerdict}`;
  return [
    { kind: 'heading', text: `${verdictMarks[report.verdict]} ${report.verdict} (${seed})` },
    ...report.reasons.map((text) => ({ kind: 'text' as const, text })),
    ...(changed.length === 0 ? [] : [scorerTable(changed)]),
    ...(same === 0
      ? []
      : [{ kind: 'note' as const, text: `${same} of ${scorers.length} scorers are the same on both sides.` }]),
    ...worstParts(worst.slice(0, maxWorst)),
    { kind: 'note', text: `n = ${n} items, ${formatMetric.share(coverage)} of them answered · ${labels}` },
  ];
}

function scorerTable(scorers: readonly ScorerComparison[]): ReportPart {
  const rows = scorers.map(({ scorer, baselineMean, candidateMean, difference, drop, interval, ...rest }) => [
    `${verdictMarks[rest.verdict]} ${scorer}`,
    valueText(baselineMean),
    valueText(candidateMean),
    `${signed(difference)} (${percent(-drop)})`,
    `${signed(interval.low)} to ${signed(interval.high)}`,
    rest.adjustedP < 0.001 ? '< 0.001' : rest.adjustedP.toFixed(3),
    formatMetric.count(rest.n),
    rest.seedVerdict,
  ]);
  const names = ['Scorer', 'Before', 'Now', 'Change', '90 % interval', 'p', 'n', 'Seed rule'];
  const columns = names.map((name, index) => ({
    name,
    ...(index === 0 ? {} : { align: 'right' as const }),
  }));
  return { kind: 'table', table: { columns, rows } };
}

function worstParts(worst: RegressionReport['worst']): ReportPart[] {
  if (worst.length === 0) return [];
  return [
    { kind: 'heading', text: 'Largest drops' },
    {
      kind: 'lines',
      lines: worst.map(
        ({ itemId, scorer, baseline, candidate }) =>
          `${itemId}  ${scorer}  ${valueText(baseline)} → ${valueText(candidate)}`,
      ),
    },
  ];
}

function percent(share: number): string {
  return `${share > 0 ? '+' : share < 0 ? '−' : ''}${Math.abs(share * 100).toFixed(0)} %`;
}

function signed(value: number): string {
  return `${value > 0 ? '+' : value < 0 ? '−' : ''}${Math.abs(value).toFixed(2)}`;
}
