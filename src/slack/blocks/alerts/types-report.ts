import { alertSeverities } from '../../../core/alert.ts';
import type { AlertRuleType } from '../../../alerts/rule-type.ts';
import type { Report } from '../report.ts';
import { formatAlertValue } from '../../../core/format-alert-value.ts';

const comparisons = { above: '>', from: '≥', below: '<' } as const;

/** What can be watched, with the figures that hold where a rule says none. */
export function typesReport(types: readonly AlertRuleType[]): Report {
  const rows = types.map(({ id, summary, breach, unit, defaults, filters }) => [
    id,
    summary,
    `${comparisons[breach]} ${formatAlertValue(unit, defaults.threshold)}`,
    `${defaults.windowMinutes} min`,
    defaults.severity,
    filters.length === 0 ? '–' : filters.join(', '),
  ]);
  return {
    title: 'Types of alert rules',
    parts: [
      {
        kind: 'table',
        table: {
          columns: [
            { name: 'type' },
            { name: 'watches' },
            { name: 'alerts', align: 'right' },
            { name: 'window', align: 'right' },
            { name: 'severity' },
            { name: 'filters' },
          ],
          rows,
        },
      },
    ],
  };
}

const severityWords: Readonly<Record<(typeof alertSeverities)[number], string>> = {
  info: 'good to know',
  warning: 'look at it today',
  error: 'look at it now',
  critical: 'look at it now, also in quiet hours',
};

export function severitiesReport(): Report {
  return {
    title: 'Severities',
    parts: [
      {
        kind: 'table',
        table: {
          columns: [{ name: 'severity' }, { name: 'means' }],
          rows: alertSeverities.map((severity) => [severity, severityWords[severity]]),
        },
      },
    ],
  };
}
