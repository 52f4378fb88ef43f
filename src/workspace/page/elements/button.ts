import { element } from '../element.ts';
import { asText, textOf } from '../read-json.ts';
import { renderText } from '../render-text.ts';
import { safeUrl } from '../safe-url.ts';
import { sendAction } from './send-action.ts';
import type { ElementRenderer } from './element-place.ts';

export const renderButton: ElementRenderer = (item, place) => {
  const style = asText(item['style']);
  const attributes = {
    class: `button${style === 'primary' || style === 'danger' ? ` button-${style}` : ''}`,
    'aria-label': asText(item['accessibility_label']) || null,
    'data-action-id': asText(item['action_id']),
  };
  const address = safeUrl(asText(item['url']));
  const label = renderText(textOf(item['text']));
  // A button with an address opens it and still tells the app, as in Slack.
  const button: HTMLElement = address
    ? element(
        'a',
        { ...attributes, href: address, target: '_blank', rel: 'noopener noreferrer', role: 'button' },
        ...label,
      )
    : element('button', { ...attributes, type: 'button' }, ...label);
  button.addEventListener('click', () => void sendAction(item, place, button));
  return button;
};
