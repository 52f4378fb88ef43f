import type { SpanRow } from '../core/span-row.ts';

/** Where spans and artifacts are kept. */
export interface TraceSink {
  /** All of them or none; those that are there already are replaced. */
  insertSpans(rows: readonly SpanRow[]): Promise<void>;
  putArtifact(traceId: string, name: string, content: string, at: number): Promise<void>;
}
