import type { AlertService } from '../../../alerts/alert-service.ts';
import type { AlertRuleType } from '../../../alerts/rule-type.ts';
import { actionIds, button } from '../button.ts';
import type { Report, ReportPart } from '../report.ts';
import { formatAlertValue } from '../../../core/format-alert-value.ts';

type ListedRule = Awaited<ReturnType<AlertService['rules']>>[number];

const stateWords = { ok: 'ok', firing: 'ALERT', no_data: 'no data' } as const;
const originWords = { file: 'file', slack: 'Slack', changed: 'changed' } as const;
const comparisons = { above: '>', from: '≥', below: '<' } as const;

/** All rules: when they alert, and how they stand. */
export function rulesReport(rules: readonly ListedRule[], types: readonly AlertRuleType[]): Report {
  const rows = rules.map(({ rule, origin, memories }) => [
    rule.id,
    limitOf(rule, types),
    `${rule.windowMinutes} min`,
    rule.severity,
    stateOf(rule.isEnabled, memories),
    originWords[origin],
  ]);
  return {
    title: 'Alert rules',
    parts: [
      rows.length === 0
        ? { kind: 'text', text: 'There are none: /alert create makes one.' }
        : {
            kind: 'table',
            table: {
              columns: [
                { name: 'rule' },
                { name: 'alerts where' },
                { name: 'window', align: 'right' },
                { name: 'severity' },
                { name: 'state' },
                { name: 'from' },
              ],
              rows,
            },
          },
      {
        kind: 'note',
        text: 'Checked every minute. file: as in configs/alerts.yaml; changed: from there, with another form made in Slack. /alert edit RULE changes one.',
      },
    ],
  };
}

/** One rule after it was changed, with the way to change it again. */
export function ruleReport(
  title: string,
  { rule, version }: Pick<ListedRule, 'rule' | 'version'>,
  types: readonly AlertRuleType[],
): Report {
  const filters = Object.entries(rule.filters).map(([name, value]) => `${name}=${value}`);
  const parts: ReportPart[] = [
    {
      kind: 'figures',
      figures: [
        { label: 'Alerts where', value: limitOf(rule, types) },
        { label: 'Window', value: `${rule.windowMinutes} min` },
        { label: 'Severity', value: rule.severity },
        { label: 'Minimum sample', value: String(rule.minSample) },
        { label: 'Cooldown', value: `${rule.cooldownMinutes} min` },
        { label: 'State', value: rule.isEnabled ? 'on' : 'off' },
        ...(filters.length === 0 ? [] : [{ label: 'Only', value: filters.join(', ') }]),
      ],
    },
    { kind: 'actions', elements: [button(actionIds.alertRuleEdit, 'Edit', `${rule.id} ${version}`)] },
  ];
  return { title, parts };
}

function limitOf(rule: ListedRule['rule'], types: readonly AlertRuleType[]): string {
  const type = types.find(({ id }) => id === rule.type);
  if (type === undefined) return rule.type;
  return `${rule.type} ${comparisons[type.breach]} ${formatAlertValue(type.unit, rule.threshold)}`;
}

function stateOf(isEnabled: boolean, memories: ListedRule['memories']): string {
  if (!isEnabled) return 'off';
  const worst = (['firing', 'no_data', 'ok'] as const).find((state) =>
    memories.some((memory) => memory.state === state),
  );
  return worst === undefined ? 'not checked yet' : stateWords[worst];
}
