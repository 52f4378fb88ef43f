import { element, uniqueId } from '../element.ts';
import { icon } from '../icon.ts';
import { asRecord, asRecords, asText, textOf } from '../read-json.ts';
import { readChoice, readInitialValues, type Choice } from './read-choices.ts';
import { renderField } from './render-field.ts';
import { sendAction } from './send-action.ts';
import type { ElementRenderer } from './element-place.ts';

/** Milliseconds without typing before the app is asked. */
const PAUSE_MS = 250;

/** A select whose options the app supplies while the person types; one or several. */
export const renderExternalSelect: ElementRenderer = (item, place) => {
  const several = asText(item['type']).startsWith('multi_');
  const least = Number(item['min_query_length'] ?? 3);
  const known = [asRecord(item['initial_option']), ...asRecords(item['initial_options'])].map(readChoice);
  let chosen: Choice[] = readInitialValues(item, place.blockId, place.context).map(
    (value) => known.find((choice) => choice.value === value) ?? { value, label: value, description: '' },
  );
  let timer: ReturnType<typeof setTimeout> | undefined;
  let asked = 0;

  const listId = uniqueId('options');
  const input = element('input', {
    type: 'text',
    role: 'combobox',
    autocomplete: 'off',
    'aria-expanded': 'false',
    'aria-controls': listId,
    placeholder: textOf(item['placeholder']) || `Type ${least} letters or more`,
  });
  const list = element('ul', { id: listId, role: 'listbox', class: 'combobox-list', hidden: true });
  const chips = element('div', { class: 'chips' });
  const body = element('div', { class: 'combobox' }, chips, input, list);

  function drawChips(): void {
    chips.replaceChildren(
      ...chosen.map((choice) => {
        const remove = element(
          'button',
          { type: 'button', class: 'chip-remove', 'aria-label': `Remove ${choice.label}` },
          icon('close'),
        );
        remove.addEventListener('click', () => choose(chosen.filter((other) => other !== choice)));
        return element('span', { class: 'chip' }, choice.label, remove);
      }),
    );
  }
  function choose(next: Choice[]): void {
    chosen = next;
    input.value = '';
    close();
    drawChips();
    input.focus();
    if (place.dispatches) void sendAction(item, place, input, { selected: chosen.map((choice) => choice.value) });
  }
  function close(): void {
    list.hidden = true;
    input.setAttribute('aria-expanded', 'false');
  }
  async function ask(): Promise<void> {
    asked += 1;
    const mine = asked;
    const query = input.value.trim();
    const options = query.length < least ? [] : await place.context.suggest(asText(item['action_id']), query);
    if (mine !== asked) return; // a later answer is on its way
    const choices = options
      .flatMap((option) => (option['options'] ? asRecords(option['options']) : [option]))
      .map(readChoice);
    list.replaceChildren(
      ...choices.map((choice) => {
        const option = element('li', { role: 'option', tabindex: '-1', 'aria-selected': 'false' }, choice.label);
        option.addEventListener('click', () => choose(several ? [...chosen, choice] : [choice]));
        return option;
      }),
    );
    if (choices.length === 0)
      list.append(element('li', { class: 'quiet' }, query.length < least ? 'Keep typing…' : 'Nothing found'));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    list.scrollIntoView({ block: 'nearest' });
  }
  input.addEventListener('input', () => {
    clearTimeout(timer);
    timer = setTimeout(() => void ask(), PAUSE_MS);
  });
  body.addEventListener('keydown', (event) => {
    const options = [...list.querySelectorAll<HTMLElement>('[role=option]')];
    const at = options.indexOf(document.activeElement as HTMLElement);
    if (event.key === 'ArrowDown') options[Math.min(options.length - 1, at + 1)]?.focus();
    else if (event.key === 'ArrowUp') (options[at - 1] ?? input).focus();
    else if (event.key === 'Enter' && at >= 0) options[at]?.click();
    else if (event.key === 'Escape' && !list.hidden) close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  body.addEventListener('focusout', (event) => {
    if (!(event.relatedTarget instanceof Node) || !body.contains(event.relatedTarget)) close();
  });
  drawChips();
  return renderField(item, place, { body, control: input, read: () => chosen.map((choice) => choice.value) });
};
