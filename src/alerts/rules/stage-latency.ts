import { type AlertRuleType, defaultMinSample } from '../rule-type.ts';

export const stageLatency: AlertRuleType = {
  id: 'stage_latency',
  summary: 'average time of each stage that asks no model, or of the one that is named',
  unit: 'ms',
  breach: 'above',
  sampleWord: 'stages',
  defaults: { threshold: 500, windowMinutes: 10, severity: 'warning', minSample: defaultMinSample },
  bounds: { min: 1, max: 3_600_000 },
  filters: ['stage', 'channel', 'model'],
  chart: 'windows',
  traces: 'slowest',
  async measure(figures, window, { stage }) {
    const { stages } = await figures.latency(window);
    return stages
      .filter(({ name, isModel, isNested }) => (stage === undefined ? !isModel && !isNested : name === stage))
      .map(({ name, n, avgMs }) => ({ scope: `stage=${name}`, value: avgMs, n }));
  },
};
