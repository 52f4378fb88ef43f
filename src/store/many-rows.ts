import { all, statement } from './database.ts';
import type { Dialect, SqlValue, Statement, Work } from './database.ts';

export type RowValues = Readonly<Record<string, SqlValue>>;

/** Each statement is a way to the server and back, and this many rows still make a short text. */
const postgresRows = 50;

/**
 * One statement over any number of rows. SQLite is quickest with one prepared text a row; PostgreSQL takes many at once.
 *
 * @param rowText one row, with the names of its fields as `@names`
 * @param separator between two rows: `, ` for values, ` or ` for conditions
 * @param textOf the whole statement around the rows
 * @returns what runs it; its result is what the statement returns, of all rows
 */
export function createManyRows<Returned = never>(
  dialect: Dialect,
  rowText: string,
  separator: ', ' | ' or ',
  textOf: (rows: string) => string,
): (rows: readonly RowValues[]) => Work<Returned[]> {
  const atOnce = dialect === 'sqlite' ? 1 : postgresRows;
  const names = [...rowText.matchAll(/@(\w+)/g)].map(([, name = '']) => name);
  const one = statement<RowValues, Returned>(textOf(rowText));
  const texts = new Map([[1, one]]);

  function textFor(count: number): Statement<RowValues, Returned> {
    const known = texts.get(count);
    if (known) return known;
    const rows = Array.from({ length: count }, (_, index) => rowText.replaceAll(/@(\w+)/g, `@$1_${index}`));
    const fresh = statement<RowValues, Returned>(textOf(rows.join(separator)));
    texts.set(count, fresh);
    return fresh;
  }

  function numbered(rows: readonly RowValues[]): RowValues {
    const all: Record<string, SqlValue> = {};
    for (const [index, row] of rows.entries()) for (const name of names) all[`${name}_${index}`] = row[name] ?? null;
    return all;
  }

  return function* (rows) {
    const found: Returned[] = [];
    for (let from = 0; from < rows.length; from += atOnce) {
      const part = rows.slice(from, from + atOnce);
      const [first] = part;
      if (part.length === 1 && first) found.push(...(yield* all(one, first)));
      else found.push(...(yield* all(textFor(part.length), numbered(part))));
    }
    return found;
  };
}
