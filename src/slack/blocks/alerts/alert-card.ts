import type { ActionsBlockElement } from '@slack/types';
import type { Alert } from '../../../core/alert.ts';
import type { DescribedAlert } from '../../../alerts/alert-service.ts';
import { escapeSlack } from '../../../core/slack-text.ts';
import { actionIds, button } from '../button.ts';
import { formatMetric } from '../format-metrics.ts';
import { literal } from '../literal.ts';
import type { Report, ReportPart } from '../report.ts';
import { rich } from '../rich-text.ts';
import { alertChart } from './alert-chart.ts';

/** The one message of an alert: what, value against threshold, window, n, chart, worst runs, and what people can do. */
export function alertCard({ alert, words }: DescribedAlert): Report {
  const isOver = alert.status === 'resolved';
  const chart = alertChart(alert, words);
  const { note, traces } = alert.evidence;
  const about = [
    `rule ${alert.ruleId}`,
    ...(words.scope === null ? [] : [words.scope]),
    `opened ${formatMetric.moment(alert.openedAt)}`,
  ];
  return {
    title: `${isOver ? '✓' : '●'} ${words.title}`,
    parts: [
      { kind: 'rich', block: rich.block(statusLine(alert)) },
      { kind: 'figures', figures: figuresOf({ alert, words }) },
      ...(note === null || note === '' ? [] : [{ kind: 'text', text: note } satisfies ReportPart]),
      ...(chart === null ? [] : [{ kind: 'chart', chart } satisfies ReportPart]),
      ...traces.map(({ traceId, label }): ReportPart => ({
        kind: 'row',
        mrkdwn: escapeSlack(literal(label, 200)),
        button: button(actionIds.showTrace, 'Open trace', traceId),
      })),
      ...(isOver ? [] : [{ kind: 'actions', elements: alertButtons(alert) } satisfies ReportPart]),
      { kind: 'note', text: about.join(' · ') },
    ],
  };
}

function figuresOf({ alert, words }: DescribedAlert): { label: string; value: string }[] {
  return [
    { label: alert.status === 'resolved' ? 'Last breach' : 'Value', value: words.value },
    { label: 'Limit', value: words.limit },
    { label: 'Window', value: words.window },
    ...(words.sample === null ? [] : [{ label: 'n', value: words.sample }]),
    { label: 'Severity', value: alert.severity },
    { label: 'Seen again', value: `${formatMetric.count(alert.repeatCount)} ×` },
  ];
}

/** What can be done to an open alert; the server looks again whether it still can. */
export function alertButtons(alert: Alert): ActionsBlockElement[] {
  const { id, status } = alert;
  return [
    ...(status === 'open' ? [button(actionIds.alertAcknowledge, 'Acknowledge', id, 'primary')] : []),
    ...(alert.mutedUntil === null ? [button(actionIds.alertMute, 'Mute 1 h', id)] : []),
    button(actionIds.alertResolve, 'Resolve', id),
    button(actionIds.alertCheck, 'Check now', id),
  ];
}

function statusLine(alert: Alert): ReturnType<typeof rich.section> {
  const { status, acknowledgedBy, acknowledgedAt, mutedUntil, mutedBy, noDataSince, escalatedAt } = alert;
  if (status === 'resolved') return rich.section(...overWords(alert));
  const by = (userId: string | null) => (userId === null ? [] : [rich.text(' by '), rich.user(userId)]);
  const taken =
    status === 'acknowledged' && acknowledgedAt !== null
      ? [rich.bold('Acknowledged'), ...by(acknowledgedBy), rich.text(` at ${formatMetric.moment(acknowledgedAt)}`)]
      : [
          rich.bold('Open'),
          rich.text(
            escalatedAt === null ? ', nobody has it yet' : `, escalated at ${formatMetric.moment(escalatedAt)}`,
          ),
        ];
  const muted =
    mutedUntil === null
      ? []
      : [rich.text('; muted'), ...by(mutedBy), rich.text(` until ${formatMetric.moment(mutedUntil)}`)];
  const silent =
    noDataSince === null ? [] : [rich.text('; '), rich.bold(`no data since ${formatMetric.moment(noDataSince)}`)];
  return rich.section(...taken, ...muted, ...silent);
}

function overWords(alert: Alert): ReturnType<typeof rich.text>[] {
  const { resolvedAt, resolvedBy, resolution, openedAt } = alert;
  const after = resolvedAt === null ? '' : ` after ${formatMetric.duration(resolvedAt - openedAt)}`;
  const when = resolvedAt === null ? '' : ` at ${formatMetric.moment(resolvedAt)}${after}`;
  switch (resolution) {
    case 'by_hand':
      return [
        rich.bold('Resolved'),
        ...(resolvedBy === null ? [] : [rich.text(' by '), rich.user(resolvedBy)]),
        rich.text(when),
      ];
    case 'no_data':
      return [rich.bold('Closed without a recovery'), rich.text(`: no data${when}`)];
    case 'rule_off':
      return [rich.bold('Closed'), rich.text(`: its rule was switched off or deleted${when}`)];
    case 'recovered':
    case null:
      return [rich.bold('Recovered'), rich.text(when)];
  }
}
