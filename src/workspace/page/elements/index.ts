import { element } from '../element.ts';
import { asText, type JsonRecord } from '../read-json.ts';
import { renderButton } from './button.ts';
import { renderChoiceList } from './choice-list.ts';
import { renderDateTime } from './date-time.ts';
import { renderExternalSelect } from './external-select.ts';
import { renderFeedbackButtons } from './feedback-buttons.ts';
import { renderFileInput } from './file-input.ts';
import { renderIconButton } from './icon-button.ts';
import { renderImageElement } from './image.ts';
import { renderMultiSelect } from './multi-select.ts';
import { renderOverflow } from './overflow.ts';
import { renderSelect } from './select.ts';
import { renderTextInput } from './text-input.ts';
import type { ElementPlace, ElementRenderer } from './element-place.ts';

/** Every kind of interactive element this page draws. */
export const ELEMENT_RENDERERS: ReadonlyMap<string, ElementRenderer> = new Map<string, ElementRenderer>([
  ['button', renderButton],
  ['checkboxes', renderChoiceList],
  ['radio_buttons', renderChoiceList],
  ['datepicker', renderDateTime],
  ['timepicker', renderDateTime],
  ['datetimepicker', renderDateTime],
  ['external_select', renderExternalSelect],
  ['multi_external_select', renderExternalSelect],
  ['feedback_buttons', renderFeedbackButtons],
  ['file_input', renderFileInput],
  ['icon_button', renderIconButton],
  ['image', (item) => renderImageElement(item)],
  ['static_select', renderSelect],
  ['users_select', renderSelect],
  ['channels_select', renderSelect],
  ['conversations_select', renderSelect],
  ['multi_static_select', renderMultiSelect],
  ['multi_users_select', renderMultiSelect],
  ['multi_channels_select', renderMultiSelect],
  ['multi_conversations_select', renderMultiSelect],
  ['overflow', renderOverflow],
  ['plain_text_input', renderTextInput],
  ['rich_text_input', renderTextInput],
  ['email_text_input', renderTextInput],
  ['url_text_input', renderTextInput],
  ['number_input', renderTextInput],
]);

/** Draws one element; a kind that is not known is named. */
export function renderElement(item: JsonRecord, place: ElementPlace): HTMLElement {
  const kind = asText(item['type']);
  const renderer = ELEMENT_RENDERERS.get(kind);
  return renderer
    ? renderer(item, place)
    : element('span', { class: 'quiet' }, `Element of kind “${kind || 'unknown'}”`);
}
