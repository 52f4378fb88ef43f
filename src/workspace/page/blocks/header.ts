import { element } from '../element.ts';
import { textOf } from '../read-json.ts';
import { renderText } from '../render-text.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderHeader: BlockRenderer = (block) =>
  element('h3', { class: 'block-header' }, ...renderText(textOf(block['text'])));
