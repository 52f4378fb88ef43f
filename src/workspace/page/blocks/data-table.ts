import { element, uniqueId } from '../element.ts';
import { icon } from '../icon.ts';
import { asRecord, asRecords, asText, type JsonRecord } from '../read-json.ts';
import { renderTableCell } from './table-cell.ts';
import { cellText, sortRows, type SortOrder } from './sort-rows.ts';
import type { BlockRenderer } from './block-context.ts';

const DEFAULT_PAGE_SIZE = 10;

/** A table that sorts by a click on a column head and turns pages. */
export const renderDataTable: BlockRenderer = (block, context) => {
  const [head = [], ...body] = Array.isArray(block['rows']) ? block['rows'].map(asRecords) : [];
  const pageSize = Math.max(1, Number(block['page_size'] ?? DEFAULT_PAGE_SIZE) || DEFAULT_PAGE_SIZE);
  const pages = Math.max(1, Math.ceil(body.length / pageSize));
  const headColumn = Number(block['row_header_column_index'] ?? -1);
  const numeric = head.map(
    (_, column) => body.length > 0 && body.every((row) => row[column]?.['type'] === 'raw_number'),
  );
  let order: SortOrder | null = null;
  let page = 0;

  const captionId = uniqueId('caption');
  const tbody = element('tbody');
  const heads = head.map((cell, column) => {
    const button = element('button', { type: 'button', class: 'sort-button' }, cellText(cell), icon('sort'));
    button.addEventListener('click', () => {
      order = { column, descending: order?.column === column && !order.descending };
      page = 0;
      draw();
    });
    return element('th', { scope: 'col', class: numeric[column] ? 'align-right' : 'align-left' }, button);
  });
  const status = element('span', { class: 'page-status', 'aria-live': 'polite' });
  const previous = pageButton('Previous page', 'chevronLeft', -1);
  const next = pageButton('Next page', 'chevronRight', 1);

  function pageButton(label: string, drawing: 'chevronLeft' | 'chevronRight', step: number): HTMLButtonElement {
    const button = element('button', { type: 'button', class: 'icon-button', 'aria-label': label }, icon(drawing));
    button.addEventListener('click', () => {
      page = Math.min(pages - 1, Math.max(0, page + step));
      draw();
    });
    return button;
  }

  function draw(): void {
    const rows = (order ? sortRows(body, order) : body).slice(page * pageSize, (page + 1) * pageSize);
    tbody.replaceChildren(...rows.map(renderRow));
    heads.forEach((cell, column) => {
      const state = order?.column === column ? (order.descending ? 'descending' : 'ascending') : 'none';
      cell.setAttribute('aria-sort', state);
    });
    const first = body.length === 0 ? 0 : page * pageSize + 1;
    status.textContent = `${first}–${Math.min(body.length, (page + 1) * pageSize)} of ${body.length}`;
    previous.disabled = page === 0;
    next.disabled = page === pages - 1;
  }

  function renderRow(row: JsonRecord[]): HTMLElement {
    const cells = row.map((cell, column) => {
      const tag = column === headColumn ? 'th' : 'td';
      const align = numeric[column] ? 'align-right' : 'align-left';
      return element(
        tag,
        { class: align, scope: tag === 'th' ? 'row' : null },
        ...renderTableCell(asRecord(cell), context.names),
      );
    });
    return element('tr', {}, ...cells);
  }

  draw();
  return element(
    'figure',
    { class: 'block-data-table' },
    element('figcaption', { id: captionId }, asText(block['caption'])),
    element(
      'div',
      { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-labelledby': captionId },
      element('table', { 'aria-labelledby': captionId }, element('thead', {}, element('tr', {}, ...heads)), tbody),
    ),
    pages > 1 && element('div', { class: 'pager' }, previous, status, next),
  );
};
