import { asText, type JsonRecord } from '../read-json.ts';
import { element, type Child } from '../element.ts';
import { renderText } from '../render-text.ts';
import type { Names } from '../names.ts';
import { renderRichTextValue } from './rich-text.ts';

/** One cell of a table or data_table: raw text, raw number or rich text. */
export function renderTableCell(cell: JsonRecord, names: Names): Child[] {
  if (cell['type'] === 'rich_text') return [renderRichTextValue(cell, names)];
  if (cell['type'] === 'raw_number')
    return [element('span', { class: 'number' }, asText(cell['text']) || asText(cell['value']))];
  return renderText(asText(cell['text']));
}
