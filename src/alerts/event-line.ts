import type { AlertEvent } from '../core/alert.ts';
import type { AlertWords } from './describe-alert.ts';
import { formatAlertValue } from '../core/format-alert-value.ts';

/** What happened, in one sentence without the person who did it: that is put in front by whoever can show people. */
export function eventLine(event: AlertEvent, words: Pick<AlertWords, 'unit' | 'limit' | 'value'>): string {
  const figure = event.value === null ? null : formatAlertValue(words.unit, event.value);
  switch (event.kind) {
    case 'opened':
      return `It is ${figure ?? words.value}, which is ${words.limit}.`;
    case 'updated':
      return figure === null ? 'There is no data to judge by.' : `It is ${figure} now.`;
    case 'acknowledged':
      return 'acknowledged this alert: it will not be escalated.';
    case 'muted':
      return 'muted this alert for an hour.';
    case 'escalated':
      return 'Nobody has acknowledged this alert.';
    case 'recovered':
      return `Recovered: it is ${figure ?? 'fine'} again.`;
    case 'resolved':
      return 'resolved this alert.';
    case 'expired':
      return 'Closed without a recovery: there has been no data to judge by for a while.';
    case 'rule_off':
      return 'Closed: its rule was switched off or deleted.';
  }
}
