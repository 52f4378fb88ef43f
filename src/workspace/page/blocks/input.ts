import { renderElement } from '../elements/index.ts';
import { element, uniqueId } from '../element.ts';
import { asRecord, asText, textOf } from '../read-json.ts';
import { renderText } from '../render-text.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderInput: BlockRenderer = (block, context) => {
  const labelId = uniqueId('label');
  const optional = block['optional'] === true;
  const control = renderElement(asRecord(block['element']), {
    blockId: asText(block['block_id']),
    context,
    labelledBy: labelId,
    dispatches: block['dispatch_action'] === true,
    required: !optional,
  });
  const hint = textOf(block['hint']);
  const label = element(
    'div',
    { class: 'input-label', id: labelId },
    ...renderText(textOf(block['label'])),
    optional && element('span', { class: 'input-optional' }, ' (optional)'),
  );
  // A click on the label goes where a label's click would go, also for the kinds that are made of several controls.
  label.addEventListener('click', () => control.querySelector<HTMLElement>('input, select, textarea, button')?.focus());
  return element(
    'div',
    { class: 'block-input', 'data-block-id': asText(block['block_id']) },
    label,
    control,
    hint !== '' && element('p', { class: 'input-hint' }, ...renderText(hint)),
  );
};
