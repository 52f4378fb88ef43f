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
