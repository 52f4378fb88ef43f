import type { CostGroup } from '../../../core/analytics.ts';
import { formatMetric } from '../format-metrics.ts';

/** Said wherever a cost is shown of which a part is unknown; null where all of it is known. */
export function unknownCostNote({
  calls,
  unknownCostCalls,
}: Pick<CostGroup, 'calls' | 'unknownCostCalls'>): string | null {
  if (unknownCostCalls === 0) return null;
  const { count } = formatMetric;
  return `The price of ${count(unknownCostCalls)} of ${count(calls)} calls is unknown: put their models into configs/prices.yaml.`;
}
