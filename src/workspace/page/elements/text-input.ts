import { element } from '../element.ts';
import { asRecord, asText, textOf, type JsonRecord } from '../read-json.ts';
import { renderField } from './render-field.ts';
import { sendAction } from './send-action.ts';
import type { ElementRenderer } from './element-place.ts';

const TYPES: Readonly<Record<string, string>> = {
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'text',
};

/** Milliseconds without typing before `on_character_entered` is told. */
const PAUSE_MS = 300;

/** Text of one or several lines, numbers, e-mail and web addresses. */
export const renderTextInput: ElementRenderer = (item, place) => {
  const kind = asText(item['type']);
  const earlier = place.context.form.earlier(place.blockId, asText(item['action_id']));
  const value = typeof earlier === 'string' ? earlier : asText(item['initial_value']);
  const shared = {
    placeholder: textOf(item['placeholder']) || null,
    maxlength: typeof item['max_length'] === 'number' ? item['max_length'] : null,
  };
  const long = item['multiline'] === true || kind === 'rich_text_input';
  const input = long
    ? element('textarea', { ...shared, rows: 4 }, value)
    : element('input', {
        ...shared,
        type: TYPES[kind] ?? 'text',
        inputmode: kind === 'number_input' ? 'decimal' : null,
        value,
      });
  const read = () => input.value.trim();
  if (place.dispatches) watch(item, input, () => void sendAction(item, place, input, { input: read() }));
  return renderField(item, place, { body: input, control: input, read, problem: () => problemOf(item, read()) });
};

function watch(item: JsonRecord, input: HTMLElement, tell: () => void): void {
  const triggers = asRecord(item['dispatch_action_config'])['trigger_actions_on'];
  const kinds = Array.isArray(triggers) ? triggers : ['on_enter_pressed'];
  let timer: ReturnType<typeof setTimeout> | undefined;
  if (kinds.includes('on_character_entered')) {
    input.addEventListener('input', () => {
      clearTimeout(timer);
      timer = setTimeout(tell, PAUSE_MS);
    });
  }
  if (kinds.includes('on_enter_pressed')) {
    input.addEventListener('keydown', (event) => {
      if (event.key !== 'Enter' || event.shiftKey) return;
      event.preventDefault();
      tell();
    });
  }
}

/** What is wrong with a text that is not empty, in words, or null. */
function problemOf(item: JsonRecord, value: string): string | null {
  if (value === '') return null;
  const least = Number(item['min_length'] ?? 0);
  if (value.length < least) return `Please write at least ${least} characters.`;
  if (item['type'] === 'email_text_input' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value))
    return 'Please enter an e-mail address.';
  if (item['type'] === 'url_text_input' && !URL.canParse(value))
    return 'Please enter a whole address, such as https://example.com.';
  if (item['type'] !== 'number_input') return null;
  const number = Number(value);
  if (!Number.isFinite(number)) return 'Please enter a number.';
  if (item['is_decimal_allowed'] !== true && !Number.isInteger(number)) return 'Please enter a whole number.';
  if (item['min_value'] !== undefined && number < Number(item['min_value']))
    return `The least allowed is ${asText(item['min_value'])}.`;
  if (item['max_value'] !== undefined && number > Number(item['max_value']))
    return `The most allowed is ${asText(item['max_value'])}.`;
  return null;
}
