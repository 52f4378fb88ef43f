import type { ModalView } from '@slack/types';
import { voteReasons } from '../../../core/vote-reasons.ts';
import { formatSummaryReference, type SummaryReference } from '../summary-reference.ts';
import { formInput, formModal, formOption } from './form-inputs.ts';

export const reasonFormId = 'vote_reason';

/** After 👎: what was wrong. Nobody else sees it unless the page becomes an eval case. */
export function renderReasonForm(reference: SummaryReference): ModalView {
  return formModal(reasonFormId, 'What was wrong?', 'Send', formatSummaryReference(reference), [
    {
      type: 'context',
      elements: [
        {
          type: 'plain_text',
          text: 'Your vote counts already. This helps to make summaries better; it is not shown in the channel.',
          emoji: false,
        },
      ],
    },
    formInput(
      'reasons',
      'What fits',
      {
        type: 'checkboxes',
        action_id: 'reasons',
        options: voteReasons.map(({ id, label }) => formOption(id, label)),
      },
      { optional: true },
    ),
    formInput(
      'comment',
      'In your words',
      { type: 'plain_text_input', action_id: 'comment', multiline: true, max_length: 2000 },
      { optional: true },
    ),
    formInput(
      'evalCase',
      'Make it an eval case',
      {
        type: 'checkboxes',
        action_id: 'evalCase',
        options: [formOption('yes', 'Keep this page to test later versions on')],
      },
      { optional: true, hint: 'The page as it was read and what you wrote here wait for an admin, without your name.' },
    ),
  ]);
}
