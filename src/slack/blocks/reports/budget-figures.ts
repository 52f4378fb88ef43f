import type { BudgetState } from '../../../core/analytics.ts';
import { formatMetric } from '../format-metrics.ts';

const levels: Readonly<Record<BudgetState['level'], string>> = {
  ok: 'within the budget',
  alert: 'nearly used up',
  exhausted: 'used up: replies are written without a model until the next UTC day',
};

/** `$1.20 of $5.00 ▰▰▱▱▱▱▱▱▱▱ 24 %, within the budget`. */
export function budgetLine(budget: BudgetState): string {
  const spent = formatMetric.usd(budget.spentUsd);
  const atLeast = budget.unknownCostCalls > 0 ? 'at least ' : '';
  if (budget.share === null) return `${atLeast}${spent}, no limit`;
  return `${atLeast}${spent} of ${formatMetric.usd(budget.limitUsd)} ${formatMetric.bar(budget.share)}, ${levels[budget.level]}`;
}
