import { createHash } from 'node:crypto';

export interface TableSeal {
  rows: number;
  /** SHA-256 (hex) over all rows in the order of their key. */
  sha256: string;
}

/** Counts and hashes the rows of one table in a form that is the same from both databases. */
export function createTableSeal(): { add(row: readonly unknown[]): void; result(): TableSeal } {
  const hash = createHash('sha256');
  let rows = 0;
  return {
    add(row) {
      hash.update(`${JSON.stringify(row.map(canonical))}\n`);
      rows += 1;
    },
    result: () => ({ rows, sha256: hash.digest('hex') }),
  };
}

/** A number is the same number whether its column is whole or not; a text is as PostgreSQL can hold it. */
function canonical(value: unknown): unknown {
  if (typeof value === 'string') return storable(value);
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString('hex') };
  if (typeof value === 'number') return { number: String(value) };
  return value;
}

/** Without the character 0 and halves of characters, which PostgreSQL's texts cannot hold. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
