import type { ModalView } from '@slack/types';
import type { SlackMessage } from './failure-message.ts';

/** An answer as a small modal, for a press where there is no channel to answer in. */
export function renderNoteModal({ blocks }: SlackMessage): ModalView {
  return {
    type: 'modal',
    callback_id: 'note',
    title: { type: 'plain_text', text: 'Gloss', emoji: false },
    close: { type: 'plain_text', text: 'Close', emoji: false },
    blocks,
  };
}
