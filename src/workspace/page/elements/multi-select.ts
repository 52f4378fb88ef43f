import { element } from '../element.ts';
import { icon } from '../icon.ts';
import { textOf } from '../read-json.ts';
import { readChoices, readInitialValues } from './read-choices.ts';
import { renderField } from './render-field.ts';
import { sendAction } from './send-action.ts';
import type { ElementRenderer } from './element-place.ts';

/** A select of several: a list of boxes that unfolds. */
export const renderMultiSelect: ElementRenderer = (item, place) => {
  const chosen = new Set(readInitialValues(item, place.blockId, place.context));
  const most = Number(item['max_selected_items'] ?? Number.POSITIVE_INFINITY);
  const groups = readChoices(item, place.context);
  const all = groups.flatMap((group) => group.choices);
  const boxes = new Map(
    all.map((choice) => [
      choice.value,
      element('input', { type: 'checkbox', value: choice.value, checked: chosen.has(choice.value) }),
    ]),
  );
  const words = element('span', { class: 'multi-words' });
  const summary = element('summary', {}, words, icon('chevronDown'));
  const list = element(
    'div',
    { class: 'multi-list', role: 'group' },
    ...groups.flatMap((group) => [
      group.label !== null && element('p', { class: 'multi-group' }, group.label),
      ...group.choices.map((choice) =>
        element(
          'label',
          { class: 'choice' },
          boxes.get(choice.value),
          element('span', {}, choice.label, describe(choice.description)),
        ),
      ),
    ]),
  );
  const details = element('details', { class: 'multi' }, summary, list);
  let sent = read().join('\n');

  function read(): string[] {
    return all.map((choice) => choice.value).filter((value) => chosen.has(value));
  }
  function draw(): void {
    const labels = all.filter((choice) => chosen.has(choice.value)).map((choice) => choice.label);
    words.textContent = labels.length > 0 ? labels.join(', ') : textOf(item['placeholder']) || 'Choose…';
    words.classList.toggle('quiet', labels.length === 0);
    for (const [value, box] of boxes) box.disabled = chosen.size >= most && !chosen.has(value);
  }
  list.addEventListener('change', () => {
    for (const [value, box] of boxes) {
      if (box.checked) chosen.add(value);
      else chosen.delete(value);
    }
    draw();
  });
  details.addEventListener('toggle', () => {
    const now = read().join('\n');
    if (!place.dispatches || details.open || now === sent) return;
    sent = now;
    void sendAction(item, place, summary, { selected: read() });
  });
  draw();
  return renderField(item, place, { body: details, control: summary, read });
};

function describe(description: string): HTMLElement | null {
  return description === '' ? null : element('span', { class: 'choice-detail' }, description);
}
