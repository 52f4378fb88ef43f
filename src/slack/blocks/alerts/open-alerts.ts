import type { KnownBlock } from '@slack/types';
import type { DescribedAlert } from '../../../alerts/alert-service.ts';
import { literal } from '../literal.ts';
import { formatMetric } from '../format-metrics.ts';
import { rich } from '../rich-text.ts';
import { alertButtons } from './alert-card.ts';

const maxShown = 5;

/** What is open, for App Home: a line and its buttons each, the oldest first. */
export function openAlertBlocks(alerts: readonly DescribedAlert[]): KnownBlock[] {
  if (alerts.length === 0) return [rich.block(rich.section(rich.bold('Alerts'), rich.text(': none is open')))];
  const more = alerts.length - maxShown;
  return [
    rich.block(rich.section(rich.bold(`Alerts: ${alerts.length} open`))),
    ...alerts
      .slice(0, maxShown)
      .flatMap(({ alert, words }): KnownBlock[] => [
        rich.block(
          rich.section(
            rich.text(`● ${literal(words.title, 200)}`),
            rich.text(` (${alert.severity}, since ${formatMetric.moment(alert.openedAt)})`),
            ...(alert.acknowledgedBy === null ? [] : [rich.text(', taken by '), rich.user(alert.acknowledgedBy)]),
          ),
        ),
        { type: 'actions', elements: alertButtons(alert) },
      ]),
    ...(more > 0 ? [rich.block(rich.section(rich.text(`and ${more} more: /alert history`)))] : []),
  ];
}
