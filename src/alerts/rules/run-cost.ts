import type { AlertRuleType } from '../rule-type.ts';

export const runCost: AlertRuleType = {
  id: 'run_cost',
  summary: 'cost of the dearest run',
  unit: 'usd',
  breach: 'above',
  sampleWord: 'runs',
  defaults: { threshold: 0.1, windowMinutes: 10, severity: 'warning', minSample: 1 },
  bounds: { min: 0, max: 1000 },
  filters: ['channel', 'model'],
  chart: 'windows',
  traces: 'dearest',
  async measure(figures, window) {
    const [{ n }, [dearest]] = await Promise.all([figures.runs(window), figures.traces(window, 'dearest')]);
    return [{ scope: '', value: dearest?.costUsd ?? null, n: dearest?.costUsd == null ? 0 : n }];
  },
};
