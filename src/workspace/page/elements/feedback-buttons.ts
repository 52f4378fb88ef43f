import { element } from '../element.ts';
import { icon } from '../icon.ts';
import { asRecord, asText, textOf, type JsonRecord } from '../read-json.ts';
import { sendAction } from './send-action.ts';
import type { ElementRenderer } from './element-place.ts';

/** Two thumbs; the pressed one stays pressed. */
export const renderFeedbackButtons: ElementRenderer = (item, place) => {
  const { remembered } = place.context;
  const key = `${place.blockId} ${asText(item['action_id'])}`;
  const buttons = [
    { button: thumb(asRecord(item['positive_button']), 'thumbUp', 'Good'), value: valueOf(item, 'positive_button') },
    { button: thumb(asRecord(item['negative_button']), 'thumbDown', 'Bad'), value: valueOf(item, 'negative_button') },
  ];
  const draw = () => {
    for (const { button, value } of buttons) button.setAttribute('aria-pressed', String(remembered.get(key) === value));
  };
  for (const { button, value } of buttons) {
    button.addEventListener('click', () => {
      remembered.set(key, value);
      draw();
      void sendAction(item, place, button, { selected: [value] });
    });
  }
  draw();
  return element(
    'span',
    { class: 'feedback', 'data-action-id': asText(item['action_id']) },
    ...buttons.map(({ button }) => button),
  );
};

function thumb(part: JsonRecord, drawing: 'thumbUp' | 'thumbDown', fallback: string): HTMLButtonElement {
  const text = textOf(part['text']) || fallback;
  const label = asText(part['accessibility_label']) || text;
  return element('button', { type: 'button', class: 'icon-button', 'aria-label': label, title: text }, icon(drawing));
}

function valueOf(item: JsonRecord, name: string): string {
  return asText(asRecord(item[name])['value']);
}
