/** Trace ids are 32 hex digits; people are shown the first eight. */
export function shortTraceId(traceId: string): string {
  return traceId.slice(0, 8);
}

export function isTraceId(text: string): boolean {
  return /^[0-9a-f]{32}$/.test(text);
}

/** The beginning of one, long enough to mean it. */
export function isTraceIdStart(text: string): boolean {
  return /^[0-9a-f]{6,32}$/.test(text);
}
