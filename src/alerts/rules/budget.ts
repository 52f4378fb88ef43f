import { endOfDay } from '../days.ts';
import type { AlertRuleType } from '../rule-type.ts';

export const budget: AlertRuleType = {
  id: 'budget',
  summary: 'share of the daily budget that is spent',
  unit: 'share',
  breach: 'from',
  sampleWord: null,
  defaults: { threshold: 0.8, windowMinutes: 1440, severity: 'warning', minSample: 1 },
  bounds: { min: 0, max: 10 },
  filters: [],
  chart: 'days',
  traces: 'dearest',
  async measure(figures, window) {
    const { share } = await figures.budget();
    return [{ scope: '', value: share, n: share === null ? 0 : 1, onceUntil: endOfDay(window.toMs) }];
  },
};
