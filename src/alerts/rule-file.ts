import { z } from 'zod';
import { alertFilterNames, alertSeverities, type AlertRule } from '../core/alert.ts';
import { AppError } from '../core/errors.ts';
import { nearest } from '../core/read-settings.ts';
import { alertRuleTypes } from './rules/index.ts';
import type { AlertRuleType } from './rule-type.ts';

/** Longest window, cooldown and minimum that make sense. */
const maxWindowMinutes = 31 * 1440;

const typeIds = alertRuleTypes.list().map(({ id }) => id);

const text = (max: number) => z.string().min(1).max(max);

/** One rule as people write it: what is left out has the default of its type. */
const RuleEntry = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,47}$/, 'must be lower case letters, digits and dashes, at most 48'),
    name: text(80).optional(),
    type: z.string(),
    threshold: z.number().optional(),
    windowMinutes: z.int().min(1).max(maxWindowMinutes).optional(),
    severity: z.enum(alertSeverities).optional(),
    filters: z.partialRecord(z.enum(alertFilterNames), text(200)).default({}),
    minSample: z.int().min(1).max(1_000_000).optional(),
    cooldownMinutes: z.int().min(0).max(maxWindowMinutes).default(30),
    channelId: z
      .string()
      .regex(/^[CG][A-Z0-9]{2,}$/, 'must be the id of a Slack channel, C…')
      .nullable()
      .default(null),
    enabled: z.boolean().default(true),
  })
  .superRefine((entry, context) => {
    const problem = (path: string[], message: string): void => context.addIssue({ code: 'custom', path, message });
    if (!alertRuleTypes.has(entry.type)) {
      const meant = nearest(entry.type, typeIds);
      problem(['type'], `"${entry.type}" is no type of alert rule.${meant} Allowed: ${typeIds.join(', ')}`);
      return;
    }
    for (const { path, message } of findRuleProblems(alertRuleTypes.get(entry.type), entry))
      problem([...path], message);
  })
  .transform((entry) => completeRule(entry));

/** The form of configs/alerts.yaml. */
export const AlertRulesFile = z
  .strictObject({ rules: z.array(RuleEntry).max(200) })
  .superRefine(({ rules }, context) => {
    for (const [index, { id }] of rules.entries()) {
      if (rules.findIndex((other) => other.id === id) < index) {
        context.addIssue({ code: 'custom', path: ['rules', index, 'id'], message: `"${id}" is taken by a rule above` });
      }
    }
  })
  .transform(({ rules }) => rules);

/** What is wrong with a rule by its own type: threshold and filters. */
function findRuleProblems(
  type: AlertRuleType,
  rule: { threshold?: number | undefined; filters: object },
): { path: string[]; message: string }[] {
  const problems: { path: string[]; message: string }[] = [];
  const { min, max } = type.bounds;
  if (rule.threshold !== undefined && !(rule.threshold >= min && rule.threshold <= max)) {
    problems.push({
      path: ['threshold'],
      message: `of ${type.id} must be from ${min} to ${max}, not ${rule.threshold}`,
    });
  }
  for (const name of Object.keys(rule.filters)) {
    if (type.filters.some((known) => known === name)) continue;
    const allowed = type.filters.length === 0 ? 'It takes none' : `Allowed: ${type.filters.join(', ')}`;
    problems.push({ path: ['filters', name], message: `is no filter of ${type.id}. ${allowed}` });
  }
  return problems;
}

function completeRule(entry: {
  id: string;
  name?: string | undefined;
  type: string;
  threshold?: number | undefined;
  windowMinutes?: number | undefined;
  severity?: AlertRule['severity'] | undefined;
  filters: AlertRule['filters'];
  minSample?: number | undefined;
  cooldownMinutes: number;
  channelId: string | null;
  enabled: boolean;
}): AlertRule {
  const { id, type, filters, cooldownMinutes, channelId } = entry;
  const defaults = alertRuleTypes.has(type) ? alertRuleTypes.get(type).defaults : null;
  return {
    id,
    name: entry.name ?? id.replaceAll('-', ' ').replace(/^./, (first) => first.toUpperCase()),
    type,
    threshold: entry.threshold ?? defaults?.threshold ?? 0,
    windowMinutes: entry.windowMinutes ?? defaults?.windowMinutes ?? 10,
    severity: entry.severity ?? defaults?.severity ?? 'warning',
    filters,
    minSample: entry.minSample ?? defaults?.minSample ?? 1,
    cooldownMinutes,
    channelId,
    isEnabled: entry.enabled,
  };
}

/**
 * A rule that somebody typed in.
 * @throws AppError `alert_rule_invalid` that says what is wrong and what is allowed
 */
export function readRule(typed: unknown): AlertRule {
  const parsed = RuleEntry.safeParse(typed);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new AppError({
    code: 'alert_rule_invalid',
    message: `The rule is not right: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}.`,
    hint: 'Change it and submit it again; /alert types says what each type takes.',
  });
}
