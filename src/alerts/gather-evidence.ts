import type { AlertEvidence, AlertRule } from '../core/alert.ts';
import { dayMs } from './days.ts';
import type { AlertFigures, FigureWindow, TraceFigures, TraceOrder } from './figures.ts';
import { formatAlertValue } from '../core/format-alert-value.ts';
import type { AlertRuleType, Measurement } from './rule-type.ts';

const chartedWindows = 8;
const chartedDays = 8;

/** What an alert shows besides its value: how it came about and where to look. */
export async function gatherEvidence(
  figures: AlertFigures,
  type: AlertRuleType,
  rule: AlertRule,
  window: FigureWindow,
  measured: Measurement,
): Promise<AlertEvidence> {
  const [points, traces] = await Promise.all([
    chartPoints(figures, type, rule, window, measured),
    type.traces === null ? [] : figures.traces(window, type.traces),
  ]);
  const order = type.traces;
  return {
    points,
    traces: order === null ? [] : traces.map((trace) => ({ traceId: trace.traceId, label: labelOf(trace, order) })),
    note: measured.note ?? null,
  };
}

async function chartPoints(
  figures: AlertFigures,
  type: AlertRuleType,
  rule: AlertRule,
  window: FigureWindow,
  measured: Measurement,
): Promise<AlertEvidence['points']> {
  if (type.chart === 'none') return [];
  if (type.chart === 'days') {
    const days = await figures.spending(chartedDays);
    return days.map((day) => ({ atMs: day.dayMs, value: day.usd }));
  }
  const lengthMs = window.toMs - window.fromMs;
  const earlier = await Promise.all(
    Array.from({ length: chartedWindows - 1 }, async (_, index) => {
      const toMs = window.toMs - (chartedWindows - 1 - index) * lengthMs;
      const before = await type.measure(figures, { ...window, fromMs: toMs - lengthMs, toMs }, rule.filters);
      return { atMs: toMs, value: before.find(({ scope }) => scope === measured.scope)?.value ?? null };
    }),
  );
  return [...earlier, { atMs: window.toMs, value: measured.value }].flatMap(({ atMs, value }) =>
    value === null ? [] : [{ atMs, value }],
  );
}

/** The start of the run in UTC, where the page was, and what is bad about it. */
function labelOf(trace: TraceFigures, order: TraceOrder): string {
  const badness: Readonly<Record<TraceOrder, string | null>> = {
    failed: trace.errorType,
    slowest: formatAlertValue('ms', trace.durationMs),
    'lowest quality': trace.gatePassRate === null ? null : `${formatAlertValue('share', trace.gatePassRate)} of gates`,
    dearest: trace.costUsd === null ? null : formatAlertValue('usd', trace.costUsd),
  };
  const time = new Date(trace.startMs % dayMs).toISOString().slice(11, 19);
  return [time, trace.domain, badness[order]].filter((part) => part !== null).join(' · ');
}
