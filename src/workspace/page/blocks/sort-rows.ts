import { asRecords, asText, type JsonRecord } from '../read-json.ts';

export interface SortOrder {
  column: number;
  descending: boolean;
}

/** Rows in the order of one column: numbers by value, all else as text with numbers in it counted. The given list is left alone. */
export function sortRows(rows: readonly JsonRecord[][], order: SortOrder): JsonRecord[][] {
  const sign = order.descending ? -1 : 1;
  return rows.toSorted((left, right) => sign * compareCells(left[order.column], right[order.column]));
}

/** The bare text of a cell. */
export function cellText(cell: JsonRecord | undefined): string {
  if (!cell) return '';
  if (Array.isArray(cell['elements'])) return asRecords(cell['elements']).map(cellText).join('');
  return asText(cell['text']) || asText(cell['value']);
}

function compareCells(left: JsonRecord | undefined, right: JsonRecord | undefined): number {
  const [a, b] = [left?.['value'], right?.['value']];
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return cellText(left).localeCompare(cellText(right), undefined, { numeric: true });
}
