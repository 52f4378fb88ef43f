import type { ModalView } from '@slack/types';
import type { Dataset } from '../../../core/dataset.ts';
import { formatSummaryReference, type SummaryReference } from '../summary-reference.ts';
import { formInput, formModal, formOption } from './form-inputs.ts';

export const addFormId = 'dataset_add';

/** Slack takes at most 100 options. */
const maxOptions = 99;

/** "Add to dataset" under a summary: which one, and what a good answer speaks of. */
export function renderAddForm(reference: SummaryReference, datasets: readonly Dataset[]): ModalView {
  const options = datasets.slice(0, maxOptions).map(({ name }) => formOption(name, name));
  return formModal(addFormId, 'Add to dataset', 'Add', formatSummaryReference(reference), [
    ...(options.length === 0
      ? []
      : [
          formInput('dataset', 'Dataset', { type: 'static_select', action_id: 'dataset', options }, { optional: true }),
        ]),
    formInput(
      'newDataset',
      'Or a new one',
      { type: 'plain_text_input', action_id: 'newDataset', max_length: 64 },
      { optional: true, hint: 'Lower case letters, digits, - and _.' },
    ),
    formInput(
      'theme',
      'Theme that a good answer speaks of',
      { type: 'plain_text_input', action_id: 'theme', max_length: 200 },
      { optional: true },
    ),
    formInput(
      'tags',
      'Tags',
      { type: 'plain_text_input', action_id: 'tags', max_length: 300 },
      { optional: true, hint: 'Lower case words, with spaces between them.' },
    ),
    formInput(
      'notes',
      'Notes',
      { type: 'plain_text_input', action_id: 'notes', multiline: true, max_length: 2000 },
      { optional: true },
    ),
  ]);
}
