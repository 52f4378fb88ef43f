import { renderElement } from '../elements/index.ts';
import { element } from '../element.ts';
import { asRecord, asRecords, asText } from '../read-json.ts';
import { renderTextObject } from '../render-mrkdwn.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderSection: BlockRenderer = (block, context) => {
  const fields = asRecords(block['fields']);
  const body = element(
    'div',
    { class: 'section-body' },
    block['text'] !== undefined && renderTextObject(block['text'], context.names),
    fields.length > 0 &&
      element('div', { class: 'section-fields' }, ...fields.map((field) => renderTextObject(field, context.names))),
  );
  if (block['accessory'] === undefined) return element('div', { class: 'block-section' }, body);
  const accessory = renderElement(asRecord(block['accessory']), {
    blockId: asText(block['block_id']),
    context,
    labelledBy: null,
    dispatches: true,
    required: false,
  });
  return element('div', { class: 'block-section' }, body, element('div', { class: 'section-accessory' }, accessory));
};
