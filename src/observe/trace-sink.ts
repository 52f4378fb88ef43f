import type { SpanRow } from '../core/span-row.ts';

/** Where spans and artifacts are kept. */
export interface TraceSink {
  insertSpans(rows: readonly SpanRow[]): void;
  putArtifact(traceId: string, name: string, content: string, at: number): Promise<void>;
}
