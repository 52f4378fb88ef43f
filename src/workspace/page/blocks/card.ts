import { renderElement } from '../elements/index.ts';
import { renderImageElement } from '../elements/image.ts';
import { element } from '../element.ts';
import { asRecord, asRecords, asText } from '../read-json.ts';
import { renderTextObject } from '../render-mrkdwn.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderCard: BlockRenderer = (block, context) => {
  const place = { blockId: asText(block['block_id']), context, labelledBy: null, dispatches: true, required: false };
  const actions = asRecords(block['actions']).map((action) => renderElement(action, place));
  const part = (name: string) =>
    block[name] !== undefined &&
    element('div', { class: `card-${name}` }, renderTextObject(block[name], context.names));
  return element(
    'article',
    { class: 'block-card' },
    block['hero_image'] !== undefined &&
      element('div', { class: 'card-hero' }, renderImageElement(asRecord(block['hero_image']))),
    block['icon'] !== undefined && element('div', { class: 'card-icon' }, renderImageElement(asRecord(block['icon']))),
    part('title'),
    part('subtitle'),
    part('body'),
    actions.length > 0 && element('div', { class: 'block-actions' }, ...actions),
  );
};
