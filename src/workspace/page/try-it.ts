import { element } from './element.ts';
import { icon } from './icon.ts';
import type { Session } from './session.ts';

const DISMISSED = 'gloss-hint-dismissed';

/** The card that greets a first visitor: sample links that one click posts. Null once it was dismissed, or without samples. */
export function renderTryIt(session: Session, channel: string): HTMLElement | null {
  const { samples, app } = session.state;
  if (samples.length === 0 || localStorage.getItem(DISMISSED) !== null) return null;
  const dismiss = element(
    'button',
    { type: 'button', class: 'icon-button', 'aria-label': 'Hide this hint' },
    icon('close'),
  );
  const items = samples.map(({ title, url }) => {
    const post = element(
      'button',
      { type: 'button', class: 'sample', 'data-testid': 'sample' },
      element(
        'span',
        { class: 'sample-words' },
        element('span', { class: 'sample-title' }, title),
        element('span', { class: 'sample-url' }, url),
      ),
      element('span', { class: 'sample-go' }, 'Post'),
    );
    post.addEventListener('click', () => void session.post(channel, url));
    return element('li', {}, post);
  });
  const card = element(
    'section',
    { class: 'try-it', 'aria-label': 'Try it', 'data-testid': 'try-it' },
    element('div', { class: 'try-it-head' }, element('h3', {}, 'Try it: post a link'), dismiss),
    element('p', {}, `${app.name} reads it and answers in its thread. These sample pages work without a network:`),
    element('ul', {}, ...items),
  );
  dismiss.addEventListener('click', () => {
    localStorage.setItem(DISMISSED, '1');
    card.remove();
  });
  return card;
}
