import type { Alert, AlertUnit } from '../core/alert.ts';
import { minuteMs } from './days.ts';
import { formatMinutes, formatAlertValue } from '../core/format-alert-value.ts';
import type { AlertRuleType } from './rule-type.ts';

/** An alert in words and figures, for every channel alike. All of it is plain text. */
export interface AlertWords {
  /** `Error rate: 18.2 %, above 10 %`. */
  title: string;
  /** `share of runs that failed`. */
  what: string;
  value: string;
  /** `above 10 %`. */
  limit: string;
  /** `last 5 min`. */
  window: string;
  /** `22 runs`; null where the type counts nothing. */
  sample: string | null;
  /** `stage=stage_a.run, channel=C1`; null where it is about everything. */
  scope: string | null;
  unit: AlertUnit;
  threshold: number;
}

const limitWords = { above: 'above', from: 'at or above', below: 'below' } as const;

export function describeAlert(alert: Alert, type: AlertRuleType): AlertWords {
  const { ruleName, scope, filters, value, threshold, n, windowFromMs, windowToMs } = alert;
  const limit = `${limitWords[type.breach]} ${formatAlertValue(type.unit, threshold)}`;
  const shownValue = formatAlertValue(type.unit, value);
  const filterWords = Object.entries(filters).map(([name, filter]) => `${name}=${filter}`);
  const scopes = [...new Set([...(scope === '' ? [] : [scope]), ...filterWords])];
  return {
    title: `${ruleName}: ${shownValue}, ${limit}`,
    what: type.summary,
    value: shownValue,
    limit,
    window: `last ${formatMinutes(Math.round((windowToMs - windowFromMs) / minuteMs))}`,
    sample: type.sampleWord === null ? null : `${n} ${type.sampleWord}`,
    scope: scopes.length === 0 ? null : scopes.join(', '),
    unit: type.unit,
    threshold,
  };
}
