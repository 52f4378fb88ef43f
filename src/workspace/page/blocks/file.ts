import { renderFile } from '../render-file.ts';
import { element } from '../element.ts';
import { icon } from '../icon.ts';
import { asText } from '../read-json.ts';
import type { BlockRenderer } from './block-context.ts';

/** A file of this message when it is there, otherwise its outside name. */
export const renderFileBlock: BlockRenderer = (block, context) => {
  const id = asText(block['external_id']) || asText(block['file_id']);
  const file = context.files.find((candidate) => candidate.id === id);
  return file
    ? renderFile(file)
    : element('div', { class: 'file-card' }, icon('file'), element('span', {}, `Remote file ${id}`));
};
