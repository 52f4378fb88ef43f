import { element, uniqueId } from '../element.ts';
import { asText, textOf, type JsonRecord } from '../read-json.ts';
import type { FieldValue } from '../blocks/form-fields.ts';
import type { ElementPlace } from './element-place.ts';

export interface FieldParts {
  /** What is drawn. */
  body: HTMLElement;
  /** What takes the focus and the label. */
  control: HTMLElement;
  read(): FieldValue;
  /** An objection beyond being empty, or null. */
  problem?(): string | null;
}

/** A control that holds a value: labelled, able to show an error, and known to the modal around it. */
export function renderField(item: JsonRecord, place: ElementPlace, parts: FieldParts): HTMLElement {
  const { control, body } = parts;
  const actionId = asText(item['action_id']);
  if (place.labelledBy) control.setAttribute('aria-labelledby', place.labelledBy);
  else if (!control.hasAttribute('aria-label'))
    control.setAttribute('aria-label', textOf(item['placeholder']) || 'Choose');
  if (place.required) control.setAttribute('aria-required', 'true');
  if (item['focus_on_load'] === true) control.setAttribute('autofocus', '');

  const error = element('p', { class: 'field-error', id: uniqueId('error'), role: 'alert', hidden: true });
  place.context.form.add({
    blockId: place.blockId,
    actionId,
    required: place.required,
    read: () => parts.read(),
    problem: () => parts.problem?.() ?? null,
    showError(message) {
      error.textContent = message ?? '';
      error.hidden = message === null;
      if (message === null) control.removeAttribute('aria-invalid');
      else control.setAttribute('aria-invalid', 'true');
      if (message === null) control.removeAttribute('aria-describedby');
      else control.setAttribute('aria-describedby', error.id);
    },
    focus: () => control.focus(),
  });
  return element('div', { class: 'field', 'data-action-id': actionId }, body, error);
}
