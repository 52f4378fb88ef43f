import { type AlertRuleType, defaultMinSample } from '../rule-type.ts';

/** Means add up, so the part without models is the mean of the runs less the models' share of it. */
export const runLatency: AlertRuleType = {
  id: 'run_latency',
  summary: 'average time of a run without what the models take',
  unit: 'ms',
  breach: 'above',
  sampleWord: 'runs',
  defaults: { threshold: 2000, windowMinutes: 10, severity: 'warning', minSample: defaultMinSample },
  bounds: { min: 1, max: 3_600_000 },
  filters: ['channel'],
  chart: 'windows',
  traces: 'slowest',
  async measure(figures, window) {
    const { n, avgMs, stages } = await figures.latency(window);
    if (n === 0 || avgMs === null) return [{ scope: '', value: null, n: 0 }];
    const modelMs = stages.filter(({ isModel }) => isModel).reduce((sum, stage) => sum + stage.n * stage.avgMs, 0);
    return [{ scope: '', value: Math.max(0, avgMs - modelMs / n), n }];
  },
};
