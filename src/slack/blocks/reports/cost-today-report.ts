import type { BudgetState, CostReport, CostSpike } from '../../../core/analytics.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { budgetLine } from './budget-figures.ts';
import { costGroupParts } from './cost-by-report.ts';
import { frameReport, type ReportScope } from './report-frame.ts';
import { workParts } from './work-parts.ts';
import { unknownCostNote } from './unknown-cost-note.ts';

/** `/cost today`: the UTC day so far. */
export function costTodayReport(
  today: { costs: CostReport; budget: BudgetState; spike: CostSpike },
  scope: ReportScope,
): Report {
  const { costs, budget, spike } = today;
  const { total } = costs;
  const { count, usd } = formatMetric;
  return frameReport(
    'Cost today',
    scope,
    { n: total.calls, what: 'model call' },
    [
      {
        kind: 'figures',
        figures: [
          { label: 'Today', value: formatMetric.cost(total) },
          { label: 'Daily budget', value: budgetLine(budget) },
          { label: 'Tokens', value: `${count(total.inputTokens)} in, ${count(total.outputTokens)} out` },
          { label: 'Mean of the 7 days before', value: spikeLine(spike) },
        ],
      },
      ...costGroupParts(costs.byStage, 'stage'),
      ...workParts(costs.parts),
    ],
    [
      `Since 00:00 UTC; calls: ${count(total.calls)}, mean ${usd(meanCost(total))} a call whose price is known.`,
      unknownCostNote(total),
    ],
  );
}

function meanCost(total: CostReport['total']): number | null {
  const priced = total.calls - total.unknownCostCalls;
  return total.usd === null || priced <= 0 ? null : total.usd / priced;
}

function spikeLine({ meanUsd, ratio, isSpike }: CostSpike): string {
  if (meanUsd === null || ratio === null) return 'nothing spent before';
  const times = `today is ${formatMetric.count(ratio)} × that`;
  return `${formatMetric.usd(meanUsd)} a day; ${times}${isSpike ? ', a spike' : ''}`;
}
