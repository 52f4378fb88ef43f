import type { Overflow } from '@slack/types';
import { actionIds } from './button.ts';
import { formatSummaryReference, parseSummaryReference, type SummaryReference } from './summary-reference.ts';

/** The ⋯ under a summary. Slack shows it to everybody alike, so each choice is checked when it is made. */
export function renderSummaryMenu(reference: SummaryReference): Overflow {
  return {
    type: 'overflow',
    action_id: actionIds.summaryMenu,
    options: [
      {
        text: { type: 'plain_text', text: 'Trace (admins)', emoji: false },
        value: `trace/${formatSummaryReference(reference)}`,
      },
    ],
  };
}

/** @returns null for a value that this code did not make. */
export function parseSummaryMenu(value: string | undefined): { choice: 'trace'; reference: SummaryReference } | null {
  const [choice, text, ...rest] = (value ?? '').split('/');
  const reference = parseSummaryReference(text);
  return choice === 'trace' && reference && rest.length === 0 ? { choice, reference } : null;
}
