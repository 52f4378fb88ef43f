import { renderImageElement } from '../elements/image.ts';
import { element } from '../element.ts';
import { asRecords } from '../read-json.ts';
import { renderTextObject } from '../render-mrkdwn.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderContext: BlockRenderer = (block, context) =>
  element(
    'div',
    { class: 'block-context' },
    ...asRecords(block['elements']).map((item) =>
      item['type'] === 'image' ? renderImageElement(item) : renderTextObject(item, context.names),
    ),
  );
