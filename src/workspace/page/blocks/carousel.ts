import { element } from '../element.ts';
import { asRecords } from '../read-json.ts';
import { renderCard } from './card.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderCarousel: BlockRenderer = (block, context) => {
  const cards = asRecords(block['elements']);
  const items = cards.map((card) => element('li', {}, renderCard(card, context)));
  return element('ul', { class: 'block-carousel', tabindex: '0', 'aria-label': `${cards.length} cards` }, ...items);
};
