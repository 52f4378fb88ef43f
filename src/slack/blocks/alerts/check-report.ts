import type { CheckResult } from '../../../alerts/check-rules.ts';
import type { AlertRuleType } from '../../../alerts/rule-type.ts';
import type { Report } from '../report.ts';
import { formatAlertValue } from '../../../core/format-alert-value.ts';

const stateWords = { ok: 'ok', firing: 'ALERT', no_data: 'no data' } as const;

const eventWords = {
  opened: 'opened',
  updated: '',
  acknowledged: '',
  muted: '',
  escalated: '',
  recovered: 'recovered',
  resolved: '',
  expired: 'closed, no data',
  rule_off: '',
} as const;

/** What a check found, rule by rule. */
export function checkReport({ reports, failures }: CheckResult, types: readonly AlertRuleType[]): Report {
  const unitOf = (type: string) => types.find(({ id }) => id === type)?.unit ?? 'count';
  const rows = reports.map(({ rule, scope, memory, event }) => [
    scope === '' ? rule.id : `${rule.id} (${scope})`,
    stateWords[memory.state],
    formatAlertValue(unitOf(rule.type), memory.value),
    formatAlertValue(unitOf(rule.type), rule.threshold),
    String(memory.n),
    event === null ? '' : eventWords[event],
  ]);
  return {
    title: 'Alert rules, checked now',
    parts: [
      rows.length === 0
        ? { kind: 'text', text: 'There was nothing to check: no rule is switched on, or nothing is measured by them.' }
        : {
            kind: 'table',
            table: {
              columns: [
                { name: 'rule' },
                { name: 'state' },
                { name: 'value', align: 'right' },
                { name: 'threshold', align: 'right' },
                { name: 'n', align: 'right' },
                { name: 'changed' },
              ],
              rows,
            },
          },
      ...failures.map(({ ruleId, failure }) => ({
        kind: 'text' as const,
        text: `${ruleId} could not be checked: ${failure.message}`,
      })),
    ],
  };
}
