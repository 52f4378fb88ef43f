import { renderElement } from '../elements/index.ts';
import { element } from '../element.ts';
import { asRecords, asText } from '../read-json.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderContextActions: BlockRenderer = (block, context) => {
  const place = { blockId: asText(block['block_id']), context, labelledBy: null, dispatches: true, required: false };
  const elements = asRecords(block['elements']).map((item) => renderElement(item, place));
  return element('div', { class: 'block-context-actions', role: 'group', 'aria-label': 'Feedback' }, ...elements);
};
