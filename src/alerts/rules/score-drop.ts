import { type AlertRuleType, defaultMinSample } from '../rule-type.ts';

export const scoreDrop: AlertRuleType = {
  id: 'score_drop',
  summary: 'average of a named score, or of each where none is named',
  unit: 'score',
  breach: 'below',
  sampleWord: 'scores',
  defaults: { threshold: 0.6, windowMinutes: 10, severity: 'error', minSample: defaultMinSample },
  bounds: { min: 0, max: 1 },
  filters: ['score', 'channel'],
  chart: 'windows',
  traces: 'lowest quality',
  async measure(figures, window, filters) {
    const scores = await figures.scores(window, filters.score ?? null);
    return scores.map(({ name, n, avg }) => ({ scope: `score=${name}`, value: avg, n }));
  },
};
