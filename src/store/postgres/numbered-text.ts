import type { SqlValue } from '../database.ts';

export interface NumberedText {
  text: string;
  /** Of the parameters, in the order of their numbers. */
  names: string[];
}

/** `@name` becomes `$1`; what stands in quotes stays. */
export function numberedText(text: string): NumberedText {
  const names: string[] = [];
  const numbered = text.replaceAll(/'(?:[^']|'')*'|"[^"]*"|@(\w+)/g, (whole, name: string | undefined) => {
    if (name === undefined) return whole;
    if (!names.includes(name)) names.push(name);
    return `$${names.indexOf(name) + 1}`;
  });
  return { text: numbered, names };
}

/** As the driver takes it. PostgreSQL's texts cannot hold the character 0, which carries no meaning in a text of ours. */
export function toParameter(value: SqlValue | undefined): SqlValue {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value;
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return value ?? null;
}
