import { element } from '../element.ts';
import { icon } from '../icon.ts';
import { openMenu } from '../open-menu.ts';
import { asRecords, asText, textOf } from '../read-json.ts';
import { safeUrl } from '../safe-url.ts';
import { readChoice } from './read-choices.ts';
import { sendAction } from './send-action.ts';
import type { ElementRenderer } from './element-place.ts';

export const renderOverflow: ElementRenderer = (item, place) => {
  const button = element(
    'button',
    {
      type: 'button',
      class: 'button button-icon',
      'aria-label': 'More options',
      'aria-haspopup': 'menu',
      'data-action-id': asText(item['action_id']),
    },
    icon('more'),
  );
  button.addEventListener('click', () => {
    const entries = asRecords(item['options']).map((option) => ({
      label: textOf(option['text']),
      detail: textOf(option['description']),
      run() {
        const address = safeUrl(asText(option['url']));
        if (address) window.open(address, '_blank', 'noopener,noreferrer');
        void sendAction(item, place, button, { selected: [readChoice(option).value] });
      },
    }));
    openMenu(button, entries);
  });
  return button;
};
