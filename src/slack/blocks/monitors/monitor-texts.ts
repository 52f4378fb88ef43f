import type { MonitorRun } from '../../../core/monitor.ts';
import type { ScheduleState, ScheduleTiming } from '../../../core/schedule.ts';
import { plural } from '../format-figures.ts';
import { formatMetric } from '../format-metrics.ts';

/** `every 60 min`, `0 9 * * mon-fri (Europe/Vienna)`. */
export function timingText(timing: ScheduleTiming | null): string {
  if (timing === null) return 'by hand';
  return 'cron' in timing
    ? `${timing.cron} (${timing.timeZone})`
    : `every ${formatMetric.length(timing.intervalMinutes * 60_000)}`;
}

export function momentText(atMs: number | null): string {
  return atMs === null ? '–' : formatMetric.moment(atMs);
}

export function nextText(schedule: ScheduleState | null): string {
  if (schedule === null) return 'by hand';
  return schedule.pausedAt === null ? momentText(schedule.nextMs) : 'paused';
}

/** `12 scored, 1 failed`, `failed: Langfuse did not answer.` */
export function outcomeText(run: MonitorRun | null): string {
  if (run === null) return 'never';
  if (run.outcome === 'failed') return `failed: ${run.failure?.message ?? 'unknown'}`;
  if (run.outcome === 'running') return 'running';
  const { scored, failed, postponed } = run.counts;
  const parts = [
    `${scored} scored`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(postponed > 0 ? [`${postponed} postponed`] : []),
  ];
  return parts.join(', ');
}

/** `grounding 0.94 (n = 12, 11 passed)`. */
export function scoreLines(run: MonitorRun): string[] {
  return run.scores.map(
    ({ scorer, n, mean, passed }) => `${scorer} ${mean.toFixed(2)} (n = ${formatMetric.count(n)}, ${passed} passed)`,
  );
}

/** `store: 12 published`, `langfuse: 0 published, 12 wait: Langfuse did not answer.` */
export function targetLines(run: MonitorRun): string[] {
  return run.targets.map(({ target, published, waiting, error }) => {
    const waits = waiting > 0 ? `, ${waiting} wait` : '';
    return `${target}: ${plural(published, 'result')} published${waits}${error === null ? '' : `: ${error}`}`;
  });
}
