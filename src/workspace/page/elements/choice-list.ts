import { element, uniqueId } from '../element.ts';
import { asRecord, asRecords, asText } from '../read-json.ts';
import { renderTextObject } from '../render-mrkdwn.ts';
import { readChoice, readInitialValues } from './read-choices.ts';
import { renderField } from './render-field.ts';
import { sendAction } from './send-action.ts';
import type { ElementRenderer } from './element-place.ts';

/** Radio buttons and checkboxes. */
export const renderChoiceList: ElementRenderer = (item, place) => {
  const single = item['type'] === 'radio_buttons';
  const name = uniqueId('choice');
  const initial = readInitialValues(item, place.blockId, place.context);
  const inputs: HTMLInputElement[] = [];
  const labels = asRecords(item['options']).map((option) => {
    const { value } = readChoice(option);
    const input = element('input', {
      type: single ? 'radio' : 'checkbox',
      name,
      value,
      checked: initial.includes(value),
    });
    inputs.push(input);
    const detail = asRecord(option['description']);
    return element(
      'label',
      { class: 'choice' },
      input,
      element(
        'span',
        {},
        renderTextObject(option['text'], place.context.names),
        asText(detail['text']) !== '' &&
          element('span', { class: 'choice-detail' }, renderTextObject(detail, place.context.names)),
      ),
    );
  });
  const read = () => inputs.filter((input) => input.checked).map((input) => input.value);
  const group = element(
    'div',
    { class: 'choice-list', role: single ? 'radiogroup' : 'group', tabindex: '-1' },
    ...labels,
  );
  if (place.dispatches)
    group.addEventListener('change', () => void sendAction(item, place, group, { selected: read() }));
  return renderField(item, place, { body: group, control: group, read });
};
