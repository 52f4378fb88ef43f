/** `npm run -s simulate-alerts`: a day of 5,000 traces with planted trouble through the alert rules, and what is told when, as a table. */
import { join } from 'node:path';
import { formatAlertValue } from '../src/core/format-alert-value.ts';
import { alertRuleTypes } from '../src/alerts/rules/index.ts';
import { loadConfig } from '../src/config.ts';
import { simulateDay } from '../test/support/simulated-day.ts';

const rules = loadConfig(join(import.meta.dirname, '..'), {}).alertRules.map((rule) => ({ ...rule, isEnabled: true }));
const day = await simulateDay(rules);
const lines = day.events.map(({ time, rule, kind, value, isTold }) => {
  const type = rules.find(({ id }) => id === rule)?.type ?? '';
  const shown = value === null ? '' : formatAlertValue(alertRuleTypes.get(type).unit, value);
  return [time, rule.padEnd(14), kind.padEnd(13), shown.padEnd(8), isTold ? 'told' : 'not told'].join('  ').trimEnd();
});
const repeats = Object.entries(day.repeats).map(([alert, count]) => `${alert}: ${count}`);
process.stdout.write(
  [
    `${day.runCount} runs, ${day.checkCount} checks`,
    '',
    ...lines,
    '',
    'Checks that found an alert again:',
    ...repeats,
    '',
  ].join('\n'),
);
