import { element } from '../element.ts';
import { renderField } from './render-field.ts';
import type { ElementRenderer } from './element-place.ts';

/** People cannot add files in this workspace, and the field says so rather than taking one and losing it. */
export const renderFileInput: ElementRenderer = (item, place) => {
  const input = element('input', { type: 'file', disabled: true });
  const body = element(
    'div',
    {},
    input,
    element('p', { class: 'quiet' }, 'Files cannot be attached in the local workspace.'),
  );
  return renderField(item, { ...place, required: false }, { body, control: input, read: () => [] });
};
