import { renderImageElement } from '../elements/image.ts';
import { element } from '../element.ts';
import { textOf } from '../read-json.ts';
import { renderText } from '../render-text.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderImage: BlockRenderer = (block) => {
  const title = textOf(block['title']);
  return element(
    'figure',
    { class: 'block-image' },
    title !== '' && element('figcaption', {}, ...renderText(title)),
    renderImageElement(block),
  );
};
