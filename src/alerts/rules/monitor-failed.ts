import type { AlertRuleType } from '../rule-type.ts';

/** Counts how often in a row a monitor failed up to now; one run that works is the recovery. */
export const monitorFailed: AlertRuleType = {
  id: 'monitor_failed',
  summary: 'runs of a monitor, or of the canary, that failed in a row',
  unit: 'count',
  breach: 'above',
  sampleWord: 'runs',
  defaults: { threshold: 0, windowMinutes: 1440, severity: 'error', minSample: 1 },
  bounds: { min: 0, max: 1000 },
  filters: ['monitor'],
  chart: 'none',
  traces: null,
  async measure(figures, window, { monitor }) {
    const runs = await figures.monitorRuns(window);
    return [...Map.groupBy(runs, (run) => run.monitor)]
      .filter(([name]) => monitor === undefined || name === monitor)
      .map(([name, ofMonitor]) => {
        const lastGood = ofMonitor.findIndex(({ isOk }) => isOk);
        const value = lastGood === -1 ? ofMonitor.length : lastGood;
        return { scope: `monitor=${name}`, value, n: ofMonitor.length, note: ofMonitor[0]?.note ?? '' };
      });
  },
};
