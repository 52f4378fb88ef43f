import { type AlertRuleType, defaultMinSample } from '../rule-type.ts';

export const latencySpike: AlertRuleType = {
  id: 'latency_spike',
  summary: '95th percentile of how long runs take',
  unit: 'ms',
  breach: 'above',
  sampleWord: 'runs',
  defaults: { threshold: 5000, windowMinutes: 10, severity: 'warning', minSample: defaultMinSample },
  bounds: { min: 1, max: 3_600_000 },
  filters: ['channel', 'model'],
  chart: 'windows',
  traces: 'slowest',
  async measure(figures, window) {
    const { n, p95Ms } = await figures.latency(window);
    return [{ scope: '', value: p95Ms, n }];
  },
};
