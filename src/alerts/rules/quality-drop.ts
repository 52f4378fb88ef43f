import { type AlertRuleType, defaultMinSample } from '../rule-type.ts';

export const qualityDrop: AlertRuleType = {
  id: 'quality_drop',
  summary: 'average share of quality gates that drafts pass',
  unit: 'score',
  breach: 'below',
  sampleWord: 'runs',
  defaults: { threshold: 0.7, windowMinutes: 10, severity: 'warning', minSample: defaultMinSample },
  bounds: { min: 0, max: 1 },
  filters: ['channel', 'model'],
  chart: 'windows',
  traces: 'lowest quality',
  async measure(figures, window) {
    const { n, avg } = await figures.quality(window);
    return [{ scope: '', value: avg, n }];
  },
};
