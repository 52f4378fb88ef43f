import { dayMs } from '../days.ts';
import type { AlertRuleType } from '../rule-type.ts';

/** Silence where there was something before: `n` counts the runs of the week before the window, so that a fresh installation is no alarm. */
export const noData: AlertRuleType = {
  id: 'no_data',
  summary: 'runs in the window, where there were some in the week before',
  unit: 'count',
  breach: 'below',
  sampleWord: 'runs in the week before',
  defaults: { threshold: 1, windowMinutes: 60, severity: 'warning', minSample: 1 },
  bounds: { min: 1, max: 1_000_000 },
  filters: ['channel', 'model'],
  chart: 'windows',
  traces: null,
  async measure(figures, window) {
    const { fromMs } = window;
    const [now, before] = await Promise.all([
      figures.runs(window),
      figures.runs({ ...window, fromMs: fromMs - 7 * dayMs, toMs: fromMs }),
    ]);
    return [{ scope: '', value: now.n, n: before.n }];
  },
};
