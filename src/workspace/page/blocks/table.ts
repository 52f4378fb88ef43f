import { element } from '../element.ts';
import { asRecord, asRecords, asText } from '../read-json.ts';
import { renderTableCell } from './table-cell.ts';
import type { BlockRenderer } from './block-context.ts';

export const renderTable: BlockRenderer = (block, context) => {
  const settings = Array.isArray(block['column_settings']) ? block['column_settings'].map(asRecord) : [];
  const rows = Array.isArray(block['rows']) ? block['rows'].map(asRecords) : [];
  const [head = [], ...body] = rows;
  const classOf = (column: number, numeric: boolean) => {
    const align = asText(settings[column]?.['align']) || (numeric ? 'right' : 'left');
    return `align-${align}${settings[column]?.['is_wrapped'] === true ? ' wrapped' : ''}`;
  };
  const row = (cells: typeof head, tag: 'th' | 'td') =>
    element(
      'tr',
      {},
      ...cells.map((cell, column) =>
        element(
          tag,
          { class: classOf(column, cell['type'] === 'raw_number'), scope: tag === 'th' ? 'col' : null },
          ...renderTableCell(cell, context.names),
        ),
      ),
    );
  return element(
    'div',
    { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table' },
    element(
      'table',
      {},
      element('thead', {}, row(head, 'th')),
      element('tbody', {}, ...body.map((cells) => row(cells, 'td'))),
    ),
  );
};
