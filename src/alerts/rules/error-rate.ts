import { type AlertRuleType, defaultMinSample } from '../rule-type.ts';

export const errorRate: AlertRuleType = {
  id: 'error_rate',
  summary: 'share of runs that failed',
  unit: 'share',
  breach: 'above',
  sampleWord: 'runs',
  defaults: { threshold: 0.1, windowMinutes: 5, severity: 'error', minSample: defaultMinSample },
  bounds: { min: 0, max: 1 },
  filters: ['channel', 'model'],
  chart: 'windows',
  traces: 'failed',
  async measure(figures, window) {
    const { n, failed } = await figures.runs(window);
    return [{ scope: '', value: n > 0 ? failed / n : null, n }];
  },
};
