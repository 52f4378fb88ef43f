import type { KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { alertSeverities, type AlertRule } from '../../../core/alert.ts';
import type { AlertRuleType } from '../../../alerts/rule-type.ts';
import { actionIds } from '../button.ts';

export const ruleModalId = 'alert_rule';

/** What stands in the modal besides what is typed. */
export interface RuleModalState {
  /** null for a new rule. */
  ruleId: string | null;
  version: number | null;
  type: string;
  /** Of the type's threshold, to say at once what does not fit. */
  bounds: { min: number; max: number };
}

/** Ids of the fields; those that differ between types hold the type, so that a change of the type gives them its own defaults. */
export const ruleFields = {
  name: 'name',
  type: 'type',
  threshold: (type: string) => `threshold ${type}`,
  windowMinutes: (type: string) => `window ${type}`,
  severity: (type: string) => `severity ${type}`,
  minSample: (type: string) => `sample ${type}`,
  filter: (type: string, name: string) => `filter ${type} ${name}`,
  cooldownMinutes: 'cooldown',
  channelId: 'channel',
} as const;

const unitHints = {
  share: 'A share of 0 to 1, or a percentage like 10 %.',
  ms: 'Milliseconds.',
  usd: 'US dollars.',
  score: 'A score of 0 to 1.',
  times: 'A multiple, e.g. 2.',
  count: 'A whole number.',
} as const;

const breachWords = { above: 'Alert above', from: 'Alert at or above', below: 'Alert below' } as const;

/** Makes or changes a rule. What a type does not take is not asked. */
export function ruleModal(
  rule: AlertRule | null,
  version: number | null,
  type: AlertRuleType,
  types: readonly AlertRuleType[],
): ModalView {
  const { defaults } = type;
  const state: RuleModalState = { ruleId: rule?.id ?? null, version, type: type.id, bounds: type.bounds };
  return {
    type: 'modal',
    callback_id: ruleModalId,
    private_metadata: JSON.stringify(state),
    title: { type: 'plain_text', text: rule === null ? 'New alert rule' : 'Alert rule', emoji: false },
    submit: { type: 'plain_text', text: rule === null ? 'Create' : 'Save', emoji: false },
    close: { type: 'plain_text', text: 'Cancel', emoji: false },
    blocks: [
      textField(ruleFields.name, 'Name', { value: rule?.name, maxLength: 80 }),
      ...(rule === null ? [typeField(type, types)] : []),
      {
        type: 'context',
        elements: [{ type: 'plain_text', text: `${type.id}: ${type.summary}.`, emoji: false }],
      },
      textField(ruleFields.threshold(type.id), breachWords[type.breach], {
        value: String(rule?.threshold ?? defaults.threshold),
        hint: `${unitHints[type.unit]} From ${type.bounds.min} to ${type.bounds.max}.`,
      }),
      textField(ruleFields.windowMinutes(type.id), 'Window, in minutes', {
        value: String(rule?.windowMinutes ?? defaults.windowMinutes),
      }),
      severityField(type.id, rule?.severity ?? defaults.severity),
      textField(ruleFields.minSample(type.id), 'Minimum sample', {
        value: String(rule?.minSample ?? defaults.minSample),
        hint: 'Fewer than this in the window are no data, not an alert.',
      }),
      ...type.filters.map((name) =>
        textField(ruleFields.filter(type.id, name), `Only this ${name}`, {
          value: rule?.filters[name],
          isOptional: true,
          ...(name === 'channel' ? { hint: 'The id of a channel, C…; without it all count.' } : {}),
        }),
      ),
      textField(ruleFields.cooldownMinutes, 'Cooldown, in minutes', {
        value: String(rule?.cooldownMinutes ?? 30),
        hint: 'No second alert for so long after the first has ended.',
      }),
      textField(ruleFields.channelId, 'Post in this channel', {
        value: rule?.channelId ?? undefined,
        isOptional: true,
        hint: 'The id of a channel, C…; without it the alert channel.',
      }),
    ],
  };
}

function textField(
  blockId: string,
  label: string,
  options: { value?: string | undefined; hint?: string; isOptional?: boolean; maxLength?: number },
): KnownBlock {
  const { value, hint, isOptional = false, maxLength = 200 } = options;
  return {
    type: 'input',
    block_id: blockId,
    optional: isOptional,
    label: { type: 'plain_text', text: label, emoji: false },
    element: {
      type: 'plain_text_input',
      action_id: 'text',
      max_length: maxLength,
      ...(value === undefined ? {} : { initial_value: value }),
    },
    ...(hint === undefined ? {} : { hint: { type: 'plain_text', text: hint, emoji: false } }),
  };
}

function typeField(type: AlertRuleType, types: readonly AlertRuleType[]): KnownBlock {
  const options = types.map(({ id }) => optionOf(id));
  return {
    type: 'input',
    block_id: ruleFields.type,
    dispatch_action: true,
    label: { type: 'plain_text', text: 'Type', emoji: false },
    element: {
      type: 'static_select',
      action_id: actionIds.alertRuleType,
      options,
      initial_option: optionOf(type.id),
    },
  };
}

function severityField(type: string, severity: string): KnownBlock {
  return {
    type: 'input',
    block_id: ruleFields.severity(type),
    label: { type: 'plain_text', text: 'Severity', emoji: false },
    element: {
      type: 'static_select',
      action_id: 'choice',
      options: alertSeverities.map(optionOf),
      initial_option: optionOf(severity),
    },
  };
}

function optionOf(value: string): PlainTextOption {
  return { text: { type: 'plain_text', text: value, emoji: false }, value };
}
