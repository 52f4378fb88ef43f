import { element } from '../element.ts';
import { textOf } from '../read-json.ts';
import { readChoices, readInitialValues } from './read-choices.ts';
import { renderField } from './render-field.ts';
import { sendAction } from './send-action.ts';
import type { ElementRenderer } from './element-place.ts';

/** A select of one: static, users, channels or conversations. */
export const renderSelect: ElementRenderer = (item, place) => {
  const [initial = ''] = readInitialValues(item, place.blockId, place.context);
  const groups = readChoices(item, place.context).map(({ label, choices }) => {
    const options = choices.map((choice) =>
      element(
        'option',
        { value: choice.value, selected: choice.value === initial, title: choice.description || null },
        choice.label,
      ),
    );
    return label === null ? options : [element('optgroup', { label }, ...options)];
  });
  const placeholder = element(
    'option',
    { value: '', selected: initial === '' },
    textOf(item['placeholder']) || 'Choose…',
  );
  const select = element('select', {}, placeholder, ...groups.flat());
  const read = () => (select.value === '' ? [] : [select.value]);
  let last = select.value;
  const send = async () => {
    const sent = await sendAction(item, place, select, { selected: read() });
    if (sent) last = select.value;
    else select.value = last;
  };
  if (place.dispatches) select.addEventListener('change', () => void send());
  return renderField(item, place, { body: select, control: select, read });
};
