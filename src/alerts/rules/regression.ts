import type { AlertRuleType } from '../rule-type.ts';

/** Looks at the newest comparison of each dataset: a later one that passes is the recovery. */
export const regression: AlertRuleType = {
  id: 'regression',
  summary: 'scorers that failed against the baseline in the newest eval of a dataset',
  unit: 'count',
  breach: 'above',
  sampleWord: 'scorers',
  defaults: { threshold: 0, windowMinutes: 1440, severity: 'error', minSample: 1 },
  bounds: { min: 0, max: 1000 },
  filters: ['dataset'],
  chart: 'none',
  traces: null,
  async measure(figures, window, { dataset }) {
    const verdicts = await figures.verdicts(window);
    const newest = new Map(verdicts.toReversed().map((verdict) => [verdict.dataset, verdict]));
    return [...newest.values()]
      .filter((verdict) => dataset === undefined || verdict.dataset === dataset)
      .map((verdict) => ({
        scope: `dataset=${verdict.dataset}`,
        value: verdict.failedCount,
        n: verdict.metricCount,
        note: verdict.note,
      }));
  },
};
