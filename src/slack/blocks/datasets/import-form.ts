import type { ModalView } from '@slack/types';
import { formInput, formModal } from './form-inputs.ts';

export const importFormId = 'dataset_import';

/** A file for a dataset. */
export function renderImportForm(name: string): ModalView {
  return formModal(importFormId, 'Import items', 'Import', name, [
    {
      type: 'section',
      text: {
        type: 'plain_text',
        text: `A JSON file with items for ${name}. Items of the same id are replaced.`,
        emoji: false,
      },
    },
    formInput(
      'file',
      'File',
      { type: 'file_input', action_id: 'file', filetypes: ['json'], max_files: 1 },
      { hint: 'A list of items, or {"description": …, "items": […]}; each item needs id and url.' },
    ),
  ]);
}
