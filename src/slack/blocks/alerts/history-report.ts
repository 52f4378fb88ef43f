import type { DescribedAlert } from '../../../alerts/alert-service.ts';
import type { Cell } from '../data-table.ts';
import { formatMetric } from '../format-metrics.ts';
import type { Report } from '../report.ts';

const endings = {
  recovered: 'recovered',
  by_hand: 'resolved',
  no_data: 'no data',
  rule_off: 'rule off',
} as const;

/** Past and open alerts, newest first. @param filter what was asked for, in words */
export function historyReport(alerts: readonly DescribedAlert[], filter: string): Report {
  const rows = alerts.map(({ alert, words }): Cell[] => [
    formatMetric.moment(alert.openedAt),
    alert.severity,
    words.scope === null ? alert.ruleName : `${alert.ruleName} (${words.scope})`,
    `${words.value} (${words.limit})`,
    stateOf(alert),
    personOf(alert),
  ]);
  return {
    title: 'Alerts',
    parts: [
      rows.length === 0
        ? { kind: 'text', text: `No alerts in the ${filter}.` }
        : {
            kind: 'table',
            table: {
              columns: [
                { name: 'opened' },
                { name: 'severity' },
                { name: 'rule' },
                { name: 'value' },
                { name: 'state' },
                { name: 'by' },
              ],
              rows,
            },
          },
      {
        kind: 'note',
        text: `n = ${formatMetric.count(alerts.length)} ${alerts.length === 1 ? 'alert' : 'alerts'}, ${filter}, newest first`,
      },
    ],
  };
}

function stateOf({ status, resolution, openedAt, resolvedAt }: DescribedAlert['alert']): string {
  if (status !== 'resolved' || resolution === null || resolvedAt === null) return status;
  return `${endings[resolution]} after ${formatMetric.duration(resolvedAt - openedAt)}`;
}

function personOf({ resolvedBy, acknowledgedBy }: DescribedAlert['alert']): Cell {
  const userId = resolvedBy ?? acknowledgedBy;
  return userId === null ? '–' : { userId };
}
