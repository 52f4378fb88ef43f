import { element } from '../element.ts';
import { asRecord, textOf } from '../read-json.ts';
import { renderTextObject } from '../render-mrkdwn.ts';
import { renderText } from '../render-text.ts';
import { renderRichTextValue } from './rich-text.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderContainer: BlockRenderer = (block, context) => {
  const title =
    block['rich_text_title'] !== undefined
      ? renderRichTextValue(asRecord(block['rich_text_title']), context.names)
      : element('span', { class: 'container-title' }, ...renderText(textOf(block['title'])));
  const subtitle = block['subtitle'] !== undefined && renderTextObject(block['subtitle'], context.names);
  const children = context.renderBlocks(Array.isArray(block['child_blocks']) ? block['child_blocks'] : []);
  const body = element('div', { class: 'container-body' }, ...children);
  if (block['is_collapsible'] !== true) {
    return element(
      'section',
      { class: 'block-container' },
      element('div', { class: 'container-head' }, title, subtitle),
      body,
    );
  }
  const open = block['default_collapsed'] !== true;
  return element(
    'details',
    { class: 'block-container', open },
    element('summary', { class: 'container-head' }, title, subtitle),
    body,
  );
};
