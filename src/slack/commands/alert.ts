import { alertChecks } from '../alert-verbs/checks.ts';
import { alertLists } from '../alert-verbs/lists.ts';
import { alertRules } from '../alert-verbs/rules.ts';
import { runVerb } from '../run-verb.ts';
import type { Command } from './command.ts';

export const alert: Command = {
  name: 'alert',
  summary: 'shows and changes what is watched, and what was found.',
  usage:
    'rules | create | edit RULE | enable|disable|delete RULE | check [RULE] | history [--hours 24] [--severity error] | types | severities',
  access: 'reader',
  run: (request, services) =>
    runVerb('alert', [...alertLists, ...alertRules, ...alertChecks], 'rules', request, services),
};
