import { element } from '../element.ts';
import { asText } from '../read-json.ts';
import type { BlockRenderer } from './block-context.ts';

/** A block this page cannot draw is shown as what it is, so nothing an app sends disappears. */
export const renderUnknown: BlockRenderer = (block) =>
  element(
    'details',
    { class: 'block-unknown' },
    element('summary', {}, `Block of kind “${asText(block['type']) || 'unknown'}”, shown as JSON`),
    element('pre', {}, element('code', {}, JSON.stringify(block, null, 2))),
  );
