import type { BudgetState, CostSpike } from '../../../core/analytics.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';
import { budgetLine } from './budget-figures.ts';

export interface BudgetLimits {
  /** Of one UTC day, in USD; 0 means no limit. */
  dailyUsd: number;
  /** Of one summary, in USD; 0 means no limit. */
  runUsd: number;
}

/** `/cost budget`: the limits, what is spent of them, and where they are changed. */
export function budgetReport(limits: BudgetLimits, budget: BudgetState, spike: CostSpike, now: number): Report {
  const { usd } = formatMetric;
  const limit = (value: number): string => (value > 0 ? usd(value) : 'no limit');
  return {
    title: 'Budget',
    parts: [
      {
        kind: 'figures',
        figures: [
          { label: 'Spent today', value: budgetLine(budget) },
          { label: 'Daily limit', value: limit(limits.dailyUsd) },
          { label: 'Limit of one run', value: limit(limits.runUsd) },
          {
            label: 'Mean of the 7 days before',
            value: spike.meanUsd === null ? 'nothing spent before' : `${usd(spike.meanUsd)} a day`,
          },
        ],
      },
      {
        kind: 'text',
        text: 'At the limit, calls of a model are refused and replies are written without one. The limits are the settings llm.dailyBudgetUsd and llm.runBudgetUsd (GLOSS_LLM_DAILY_BUDGET_USD, GLOSS_LLM_RUN_BUDGET_USD, or configs/app.yaml); an operator changes them there and starts Gloss again.',
      },
      {
        kind: 'note',
        text: `UTC day so far, ${formatMetric.moment(now)}${
          budget.unknownCostCalls > 0
            ? ` · ${formatMetric.count(budget.unknownCostCalls)} calls of unknown price are not in it`
            : ''
        }`,
      },
    ],
  };
}
