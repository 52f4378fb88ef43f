/** One finished span as it is stored. Times are milliseconds since the epoch. */
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
  costUsd: number | null;
  /** The job whose trace this is; null for runs without one. */
  jobId: string | null;
  attributes: Record<string, unknown>;
}

/** Where spans and artifacts are kept. */
export interface TraceSink {
  insertSpans(rows: readonly SpanRow[]): void;
  putArtifact(traceId: string, name: string, content: string, at: number): Promise<void>;
}
