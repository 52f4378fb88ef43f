import type { MonitorOverview } from '../../../monitor/monitor-desk.ts';
import type { SettingProblem } from '../../../core/read-settings.ts';
import type { Report, ReportPart } from '../report.ts';
import { momentText, nextText, outcomeText, timingText } from './monitor-texts.ts';

/** `/monitor list`: what watches production, when it runs next, and which files are left out. */
export function monitorListReport(monitors: readonly MonitorOverview[], problems: readonly SettingProblem[]): Report {
  const rows = monitors.map(({ monitor, schedule, lastRun }) => [
    monitor.enabled ? monitor.name : `${monitor.name} (off)`,
    monitor.source.plugin.id,
    timingText(schedule?.schedule.timing ?? null),
    nextText(schedule),
    lastRun === null ? 'never' : `${momentText(lastRun.startedAt)}: ${outcomeText(lastRun)}`,
  ]);
  const parts: ReportPart[] = [
    rows.length === 0
      ? { kind: 'text', text: 'There is no monitor yet: each is one YAML file in configs/monitors/.' }
      : {
          kind: 'table',
          table: { columns: ['Monitor', 'Source', 'Schedule', 'Next run', 'Last run'].map((name) => ({ name })), rows },
        },
  ];
  if (problems.length > 0) {
    parts.push({ kind: 'heading', text: 'Left out because something is wrong' });
    for (const { where, message } of problems) parts.push({ kind: 'text', text: `${where} ${message}` });
  }
  const paused = monitors.flatMap(({ monitor, schedule }) =>
    schedule?.pausedBy ? [`${monitor.name} since ${momentText(schedule.pausedAt)}`] : [],
  );
  parts.push({ kind: 'note', text: paused.length === 0 ? 'None is paused.' : `Paused: ${paused.join(', ')}.` });
  return { title: 'Monitors', parts };
}
