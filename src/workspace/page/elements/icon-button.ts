import { element } from '../element.ts';
import { icon } from '../icon.ts';
import { asText, textOf } from '../read-json.ts';
import { sendAction } from './send-action.ts';
import type { ElementRenderer } from './element-place.ts';

/** A small button; of Slack's icons only the bin has a drawing here, any other shows its words. */
export const renderIconButton: ElementRenderer = (item, place) => {
  const text = textOf(item['text']);
  const button = element(
    'button',
    {
      type: 'button',
      class: item['icon'] === 'trash' ? 'icon-button' : 'button button-small',
      'aria-label': asText(item['accessibility_label']) || text,
      title: text,
      'data-action-id': asText(item['action_id']),
    },
    item['icon'] === 'trash' ? icon('trash') : text,
  );
  button.addEventListener('click', () => void sendAction(item, place, button));
  return button;
};
