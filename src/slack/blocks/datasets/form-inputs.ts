import type { InputBlock, ModalView, PlainTextOption } from '@slack/types';
import { literal } from '../literal.ts';

/** The frame of a form. @param name at most 24 letters; @param privateMetadata ids and versions, never content */
export function formModal(
  callbackId: string,
  name: string,
  submit: string,
  privateMetadata: string,
  blocks: ModalView['blocks'],
): ModalView {
  return {
    type: 'modal',
    callback_id: callbackId,
    private_metadata: privateMetadata,
    title: { type: 'plain_text', text: name, emoji: false },
    submit: { type: 'plain_text', text: submit, emoji: false },
    close: { type: 'plain_text', text: 'Cancel', emoji: false },
    blocks,
  };
}

export function formOption(value: string, label: string): PlainTextOption {
  return { value, text: { type: 'plain_text', text: literal(label, 75) || value, emoji: false } };
}

/** One input; its value arrives under `id`. */
export function formInput(
  id: string,
  label: string,
  element: InputBlock['element'],
  more: { optional?: boolean; hint?: string } = {},
): InputBlock {
  return {
    type: 'input',
    block_id: id,
    label: { type: 'plain_text', text: label, emoji: false },
    element,
    optional: more.optional ?? false,
    ...(more.hint === undefined ? {} : { hint: { type: 'plain_text', text: more.hint, emoji: false } }),
  };
}
