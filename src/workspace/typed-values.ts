import { chosenState, hasState, initialState, listElements } from './elements.ts';
import type { JsonObject } from './records.ts';

/** `view.state.values`: block id → action id → what is typed or chosen. */
export type StateValues = Record<string, Record<string, JsonObject>>;
/** The same as the control API gives it. */
export type TypedValues = Record<string, Record<string, string | string[]>>;

/** The state of blocks: what was typed before where the element still stands, else its preset. */
export function stateOf(blocks: readonly JsonObject[], before: StateValues = {}): StateValues {
  const values: StateValues = {};
  for (const { element, blockId, actionId } of listElements(blocks)) {
    if (!hasState(element)) continue;
    const known = before[blockId]?.[actionId];
    const state = known && known['type'] === element['type'] ? known : initialState(element);
    (values[blockId] ??= {})[actionId] = state;
  }
  return values;
}

/** `state` with what a person typed; elements that are not named keep what they have. */
export function withTyped(
  blocks: readonly JsonObject[],
  state: StateValues,
  typed: TypedValues,
  suggested: (actionId: string) => readonly JsonObject[],
): StateValues {
  const values: StateValues = structuredClone(state);
  for (const { element, blockId, actionId } of listElements(blocks)) {
    const value = typed[blockId]?.[actionId];
    if (value === undefined || !hasState(element)) continue;
    const chosen = Array.isArray(value) ? value : [value];
    (values[blockId] ??= {})[actionId] = chosenState(element, chosen, suggested(actionId));
  }
  return values;
}

/** What Slack's own page says before it submits a form: by block id. */
export function findInputErrors(blocks: readonly JsonObject[], state: StateValues): Record<string, string> {
  const errors: Record<string, string> = {};
  for (const { element, block, blockId, actionId } of listElements(blocks)) {
    if (block['type'] !== 'input') continue;
    const error = checkInput(block, element, state[blockId]?.[actionId] ?? {});
    if (error !== null) errors[blockId] = error;
  }
  return errors;
}

function checkInput(block: JsonObject, element: JsonObject, state: JsonObject): string | null {
  const [value] = Object.entries(state)
    .filter(([key]) => key !== 'type')
    .map(([, content]) => content);
  const isEmpty = value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
  if (isEmpty) return block['optional'] === true ? null : 'Please complete this required field.';
  const text = typeof value === 'string' ? value : '';
  switch (element['type']) {
    case 'plain_text_input':
      return checkLength(element, text);
    case 'number_input':
      return checkNumber(element, text);
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(text) ? null : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(text) ? null : 'Please enter a valid URL.';
    default:
      return null;
  }
}

function checkLength(element: JsonObject, text: string): string | null {
  const { min_length: min, max_length: max } = element;
  if (typeof min === 'number' && text.length < min) return `Please enter at least ${min} characters.`;
  if (text.length > (typeof max === 'number' ? max : 3000)) return 'This text is too long.';
  return null;
}

function checkNumber(element: JsonObject, text: string): string | null {
  const number = Number(text);
  const min = typeof element['min_value'] === 'string' ? element['min_value'] : null;
  const max = typeof element['max_value'] === 'string' ? element['max_value'] : null;
  if (text.trim() === '' || !Number.isFinite(number)) return 'Please enter a valid number.';
  if (element['is_decimal_allowed'] !== true && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (min !== null && number < Number(min)) return `Please enter a number of at least ${min}.`;
  if (max !== null && number > Number(max)) return `Please enter a number of at most ${max}.`;
  return null;
}
