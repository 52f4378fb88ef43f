import type { MonitorRun } from '../../../core/monitor.ts';
import type { MonitorStatus } from '../../../monitor/monitor-desk.ts';
import { rich } from '../rich-text.ts';
import { literal } from '../literal.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report, ReportPart } from '../report.ts';
import { momentText, nextText, outcomeText, scoreLines, targetLines, timingText } from './monitor-texts.ts';

const count = formatMetric.count;

/** `/monitor status NAME`: how it stands, its last runs, and what the last one found. */
export function monitorStatusReport({ monitor, schedule, runs, counts, waiting }: MonitorStatus): Report {
  const [last] = runs;
  const waits = waiting.map(({ target, count: results }) => `${count(results)} for ${target}`).join(', ');
  const parts: ReportPart[] = [
    ...(monitor.description === '' ? [] : [{ kind: 'text' as const, text: monitor.description }]),
    {
      kind: 'figures',
      figures: [
        { label: 'Schedule', value: timingText(schedule?.schedule.timing ?? null) },
        { label: 'Next run', value: nextText(schedule) },
        { label: 'Items done', value: `${count(counts.scored)} scored, ${count(counts.failed)} failed` },
        { label: 'Results that wait', value: waits === '' ? 'none' : waits },
      ],
    },
    ...pauseParts(schedule),
    ...(runs.length === 0 ? [{ kind: 'text' as const, text: 'It has not run yet.' }] : [runTable(runs)]),
    ...(last === undefined ? [] : outcomeParts(last, 'Scores and targets of the last run')),
    {
      kind: 'note',
      text: `Source ${monitor.source.plugin.id}, extractor ${monitor.extractor.plugin.id}, sampling ${monitor.sampling.strategy}, published to ${monitor.targets.map(({ plugin }) => plugin.id).join(', ')}; ${monitor.file}.`,
    },
  ];
  return { title: `Monitor ${monitor.name}`, parts };
}

/** What a run that was watched came to. */
export function monitorRunReport(run: MonitorRun): Report {
  const { fetched, unseen, sampled } = run.counts;
  const title = run.outcome === 'failed' ? `Monitor ${run.monitor} failed` : `Monitor ${run.monitor} is done`;
  return {
    title,
    parts: [
      {
        kind: 'figures',
        figures: [
          { label: 'Found', value: `${count(fetched)} items, ${count(unseen)} not seen before` },
          { label: 'Looked at', value: `${count(sampled)}: ${outcomeText(run)}` },
          { label: 'Took', value: formatMetric.duration((run.finishedAt ?? run.startedAt) - run.startedAt) },
          { label: 'Cost', value: formatMetric.usd(run.costUsd) },
        ],
      },
      ...outcomeParts(run, 'Scores and targets'),
    ],
  };
}

function pauseParts(schedule: MonitorStatus['schedule']): ReportPart[] {
  if (schedule?.pausedBy) {
    const who = rich.user(schedule.pausedBy);
    const since = rich.text(` paused it on ${momentText(schedule.pausedAt)}; /monitor resume lets it run again.`);
    return [{ kind: 'rich', block: rich.block(rich.section(who, since)) }];
  }
  const slot = schedule?.lastSlot;
  if (slot?.outcome === 'skipped') {
    return [
      {
        kind: 'text',
        text: `Its slot of ${momentText(slot.slotMs)} was skipped, because the run before had not ended.`,
      },
    ];
  }
  if (slot && slot.missedCount > 0) {
    return [
      {
        kind: 'text',
        text: `${count(slot.missedCount)} earlier slots were missed and made up for by the run of ${momentText(slot.slotMs)}.`,
      },
    ];
  }
  return [];
}

function runTable(runs: readonly MonitorRun[]): ReportPart {
  return {
    kind: 'table',
    table: {
      columns: [
        { name: 'Run' },
        { name: 'Started by' },
        { name: 'Found', align: 'right' },
        { name: 'New', align: 'right' },
        { name: 'Looked at', align: 'right' },
        { name: 'Outcome' },
      ],
      rows: runs.map((run) => [
        momentText(run.startedAt),
        /^[UW][A-Z0-9]+$/.test(run.startedBy) ? { userId: run.startedBy } : run.startedBy,
        count(run.counts.fetched),
        count(run.counts.unseen),
        count(run.counts.sampled),
        outcomeText(run),
      ]),
    },
  };
}

function outcomeParts(run: MonitorRun, heading: string): ReportPart[] {
  const lines = [...scoreLines(run), ...targetLines(run)].map((line) => rich.section(rich.text(literal(line, 300))));
  const failure: ReportPart[] =
    run.failure === null ? [] : [{ kind: 'text', text: `${run.failure.message} ${run.failure.hint ?? ''}`.trim() }];
  if (lines.length === 0) return failure;
  return [...failure, { kind: 'heading', text: heading }, { kind: 'rich', block: rich.block(rich.bullets(lines)) }];
}
