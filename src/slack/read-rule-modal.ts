import { z } from 'zod';
import { alertFilterNames, type AlertFilters } from '../core/alert.ts';
import { AppError } from '../core/errors.ts';
import { ruleFields, type RuleModalState } from './blocks/alerts/rule-modal.ts';
import type { FieldProblems, Submission } from './views/view.ts';

/** What was typed into the modal of a rule, as a rule is written in configs/alerts.yaml. */
export interface TypedRule {
  id: string;
  name: string;
  type: string;
  threshold: number;
  windowMinutes: number;
  severity: string;
  filters: AlertFilters;
  minSample: number;
  cooldownMinutes: number;
  channelId: string | null;
}

/** @throws AppError `stale_modal` for a modal that is not ours. */
export function readRuleModalState({ privateMetadata }: Submission): RuleModalState {
  const state = State.safeParse(parseJson(privateMetadata));
  if (state.success) return state.data;
  throw new AppError({
    code: 'stale_modal',
    message: 'I no longer know this form.',
    hint: 'Open it again with /alert create or /alert edit.',
  });
}

const State: z.ZodType<RuleModalState> = z.object({
  ruleId: z.string().nullable(),
  version: z.number().nullable(),
  type: z.string(),
  bounds: z.object({ min: z.number(), max: z.number() }),
});

/** @returns undefined for what is no JSON */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What is wrong with the fields by themselves, and the rule they make where nothing is. */
export function readRuleModal(submission: Submission): { rule: TypedRule; problems: FieldProblems } {
  const { ruleId, type, bounds } = readRuleModalState(submission);
  const problems: Record<string, string> = {};
  const textOf = (field: string): string => {
    const value = submission.values[field];
    return typeof value === 'string' ? value.trim() : '';
  };
  const number = (field: string, read: (text: string) => number, min: number, max: number): number => {
    const value = read(textOf(field));
    if (!(value >= min && value <= max)) problems[field] = `Write a number from ${min} to ${max}.`;
    return value;
  };
  const name = textOf(ruleFields.name);
  const id = ruleId ?? idOf(name);
  if (id === '') problems[ruleFields.name] = 'Give it a name with letters or digits.';
  const channelId = textOf(ruleFields.channelId);
  if (channelId !== '' && !/^[CG][A-Z0-9]{2,}$/.test(channelId)) {
    problems[ruleFields.channelId] = 'Write the id of a channel, C…; it is at the end of the channel’s details.';
  }
  const filters: AlertFilters = {};
  for (const filter of alertFilterNames) {
    const value = textOf(ruleFields.filter(type, filter));
    if (value !== '') filters[filter] = value;
  }
  const rule: TypedRule = {
    id,
    name,
    type,
    threshold: number(ruleFields.threshold(type), shareOrNumber, bounds.min, bounds.max),
    windowMinutes: number(ruleFields.windowMinutes(type), wholeNumber, 1, 44_640),
    severity: textOf(ruleFields.severity(type)),
    filters,
    minSample: number(ruleFields.minSample(type), wholeNumber, 1, 1_000_000),
    cooldownMinutes: number(ruleFields.cooldownMinutes, wholeNumber, 0, 44_640),
    channelId: channelId === '' ? null : channelId,
  };
  return { rule, problems };
}

/** `Slow in #links` becomes `slow-in-links`. */
function idOf(name: string): string {
  return name
    .toLowerCase()
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 48);
}

/** `0.1`, `0,1` and `10 %` are the same. */
function shareOrNumber(text: string): number {
  const [, digits = '', percent] = /^(\d{1,9}(?:[.,]\d{1,9})?)\s*(%)?$/.exec(text) ?? [];
  if (digits === '') return Number.NaN;
  const value = Number(digits.replace(',', '.'));
  return percent === undefined ? value : value / 100;
}

function wholeNumber(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
}
