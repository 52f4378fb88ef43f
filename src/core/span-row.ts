/** One finished span as it goes from tracing to the store. Times are milliseconds since the epoch, with fractions. */
export interface SpanRow {
  traceId: string;
  spanId: string;
  parentSpanId: string | null;
  name: string;
  kind: string;
  startMs: number;
  endMs: number;
  durationMs: number;
  status: 'ok' | 'error';
  errorType: string | null;
  /** null where the cost is unknown or there is none. */
  costUsd: number | null;
  /** The job whose trace this is; none for runs without one. */
  jobId?: string | null;
  attributes: Record<string, unknown>;
}

/**
 * False for work that is done to try or measure something (`purpose` says what: `eval`). Such traces are kept and can be opened; they count in
 * no figure, search, alert or stream of what people asked for. What they cost counts everywhere.
 */
export function isLive({ attributes }: Pick<SpanRow, 'attributes'>): boolean {
  return attributes['purpose'] === undefined;
}
