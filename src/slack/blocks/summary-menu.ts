import type { Overflow } from '@slack/types';
import { actionIds } from './button.ts';
import { formatSummaryReference, parseSummaryReference, type SummaryReference } from './summary-reference.ts';

const choices = [
  { choice: 'ideas', label: 'Ideas: vote, take on' },
  { choice: 'related', label: 'Related in this workspace' },
  { choice: 'mute', label: 'Mute this site here' },
  { choice: 'trace', label: 'Trace (admins)' },
  { choice: 'dataset', label: 'Add to dataset (admins)' },
] as const;
export type SummaryChoice = (typeof choices)[number]['choice'];

/** The ⋯ under a summary. Slack shows it to everybody alike, so each choice is checked when it is made. */
export function renderSummaryMenu(reference: SummaryReference): Overflow {
  return {
    type: 'overflow',
    action_id: actionIds.summaryMenu,
    options: choices.map(({ choice, label }) => ({
      text: { type: 'plain_text', text: label, emoji: false },
      value: `${choice}/${formatSummaryReference(reference)}`,
    })),
  };
}

/** @returns null for a value that this code did not make. */
export function parseSummaryMenu(
  value: string | undefined,
): { choice: SummaryChoice; reference: SummaryReference } | null {
  const [word, text, ...rest] = (value ?? '').split('/');
  const known = choices.find(({ choice }) => choice === word);
  const reference = parseSummaryReference(text);
  return known && reference && rest.length === 0 ? { choice: known.choice, reference } : null;
}
