import type { JsonObject } from './records.ts';
import { isObject } from './web-api/arguments.ts';

/** An interactive element and the block it stands in. */
export interface FoundElement {
  element: JsonObject;
  block: JsonObject;
  blockId: string;
  actionId: string;
}

/** Every element with an action id, wherever it stands in the blocks. */
export function listElements(blocks: unknown): FoundElement[] {
  const found: FoundElement[] = [];
  const visit = (value: unknown, block: JsonObject | null): void => {
    if (Array.isArray(value)) {
      for (const child of value) visit(child, block);
      return;
    }
    if (!isObject(value)) return;
    const { block_id: blockId, action_id: actionId } = value;
    const holder = typeof blockId === 'string' ? value : block;
    if (typeof actionId === 'string' && holder) {
      found.push({ element: value, block: holder, blockId: String(holder['block_id']), actionId });
    }
    for (const child of Object.values(value)) visit(child, holder);
  };
  visit(blocks, null);
  return found;
}

type Kind = 'text' | 'option' | 'options' | 'id' | 'ids' | 'number' | 'files' | 'rich_text' | 'vote' | 'button';

/** How each element says what was chosen: the field of its value, and the field that presets it. */
const fields: Readonly<Record<string, { kind: Kind; field: string; initial: string }>> = {
  plain_text_input: { kind: 'text', field: 'value', initial: 'initial_value' },
  email_text_input: { kind: 'text', field: 'value', initial: 'initial_value' },
  url_text_input: { kind: 'text', field: 'value', initial: 'initial_value' },
  number_input: { kind: 'text', field: 'value', initial: 'initial_value' },
  rich_text_input: { kind: 'rich_text', field: 'rich_text_value', initial: 'initial_value' },
  static_select: { kind: 'option', field: 'selected_option', initial: 'initial_option' },
  external_select: { kind: 'option', field: 'selected_option', initial: 'initial_option' },
  radio_buttons: { kind: 'option', field: 'selected_option', initial: 'initial_option' },
  overflow: { kind: 'option', field: 'selected_option', initial: '' },
  multi_static_select: { kind: 'options', field: 'selected_options', initial: 'initial_options' },
  multi_external_select: { kind: 'options', field: 'selected_options', initial: 'initial_options' },
  checkboxes: { kind: 'options', field: 'selected_options', initial: 'initial_options' },
  users_select: { kind: 'id', field: 'selected_user', initial: 'initial_user' },
  conversations_select: { kind: 'id', field: 'selected_conversation', initial: 'initial_conversation' },
  channels_select: { kind: 'id', field: 'selected_channel', initial: 'initial_channel' },
  multi_users_select: { kind: 'ids', field: 'selected_users', initial: 'initial_users' },
  multi_conversations_select: { kind: 'ids', field: 'selected_conversations', initial: 'initial_conversations' },
  multi_channels_select: { kind: 'ids', field: 'selected_channels', initial: 'initial_channels' },
  datepicker: { kind: 'id', field: 'selected_date', initial: 'initial_date' },
  timepicker: { kind: 'id', field: 'selected_time', initial: 'initial_time' },
  datetimepicker: { kind: 'number', field: 'selected_date_time', initial: 'initial_date_time' },
  file_input: { kind: 'files', field: 'files', initial: '' },
  feedback_buttons: { kind: 'vote', field: '', initial: '' },
  button: { kind: 'button', field: '', initial: '' },
  icon_button: { kind: 'button', field: '', initial: '' },
  workflow_button: { kind: 'button', field: '', initial: '' },
};

/** Whether the element has a place in `state.values`. */
export function hasState(element: JsonObject): boolean {
  const kind = fields[String(element['type'])]?.kind;
  return kind !== undefined && kind !== 'button' && kind !== 'vote' && element['type'] !== 'overflow';
}

/** The element's entry in `state.values` as it is before anybody touched it. */
export function initialState(element: JsonObject): JsonObject {
  const { kind, field, initial } = fields[String(element['type'])] ?? { kind: 'text', field: 'value', initial: '' };
  const isList = kind === 'options' || kind === 'ids' || kind === 'files';
  return { type: element['type'], [field]: element[initial] ?? (isList ? [] : null) };
}

/** Turns what was chosen into the element's entry in `state.values`; `suggested` are the options an external select showed last. */
export function chosenState(
  element: JsonObject,
  chosen: readonly string[],
  suggested: readonly JsonObject[],
): JsonObject {
  const { kind, field } = fields[String(element['type'])] ?? { kind: 'text', field: 'value' };
  const type = element['type'];
  const first = chosen[0];
  switch (kind) {
    case 'option':
      return { type, [field]: first === undefined ? null : findOption(element, first, suggested) };
    case 'options':
      return { type, [field]: chosen.map((value) => findOption(element, value, suggested)) };
    case 'ids':
      return { type, [field]: [...chosen] };
    case 'number':
      return { type, [field]: first === undefined || first === '' ? null : Number(first) };
    case 'rich_text':
      return { type, [field]: first === undefined || first === '' ? null : toRichText(first) };
    case 'files':
      return { type, [field]: chosen.map((id) => ({ id })) };
    case 'id':
    case 'text':
    case 'vote':
    case 'button':
      return { type, [field]: first === undefined || first === '' ? null : first };
  }
}

/** What a click adds to the action of an element without state. */
export function clickedState(element: JsonObject, chosen: readonly string[]): JsonObject {
  if (element['type'] !== 'feedback_buttons') {
    const { text, value, style } = element;
    return { text, ...(value !== undefined && { value }), ...(style !== undefined && { style }) };
  }
  const votes = [element['positive_button'], element['negative_button']].filter(isObject);
  const vote = votes.find((button) => button['value'] === chosen[0]) ?? votes[0];
  return { text: vote?.['text'], value: vote?.['value'] };
}

function findOption(element: JsonObject, value: string, suggested: readonly JsonObject[]): JsonObject {
  const groups = Array.isArray(element['option_groups']) ? element['option_groups'].filter(isObject) : [];
  const lists = [element['options'], ...groups.map((group) => group['options']), suggested];
  const options = lists.flatMap((list) => (Array.isArray(list) ? list.filter(isObject) : []));
  const known = options.find((option) => option['value'] === value);
  return known ?? { text: { type: 'plain_text', text: value, emoji: true }, value };
}

function toRichText(text: string): JsonObject {
  return {
    type: 'rich_text',
    elements: [{ type: 'rich_text_section', elements: [{ type: 'text', text }] }],
  };
}
