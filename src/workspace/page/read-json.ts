export type JsonRecord = Record<string, unknown>;

/** Block Kit arrives as unknown JSON; these read it without trusting its shape. */
export function asRecord(value: unknown): JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonRecord) : {};
}

export function asRecords(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.map(asRecord) : [];
}

export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' ? String(value) : '';
}

/** The `text` of a text object (or the string itself), without its formatting. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : asText(asRecord(value)['text']);
}
