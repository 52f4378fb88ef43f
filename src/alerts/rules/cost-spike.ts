import { endOfDay } from '../days.ts';
import type { AlertRuleType } from '../rule-type.ts';

export const costSpike: AlertRuleType = {
  id: 'cost_spike',
  summary: "today's cost as a multiple of the mean of the seven days before",
  unit: 'times',
  breach: 'above',
  sampleWord: null,
  defaults: { threshold: 2, windowMinutes: 1440, severity: 'warning', minSample: 1 },
  bounds: { min: 1, max: 1000 },
  filters: [],
  chart: 'days',
  traces: 'dearest',
  async measure(figures, window) {
    const { ratio } = await figures.costSpike();
    return [{ scope: '', value: ratio, n: ratio === null ? 0 : 1, onceUntil: endOfDay(window.toMs) }];
  },
};
