import type { TracesSchema } from './schema.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

/** One finished span. Times are milliseconds since the epoch, with fractions. */
export interface StoredSpan {
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
  jobId?: string | null;
  attributes: Record<string, unknown>;
}

export interface SpanRepository {
  /** Writes a batch in one transaction; a span that is there already is replaced. Synchronous and short: 50 to 200 rows at a time. */
  insertSpans(spans: readonly StoredSpan[]): void;
  /** All spans of a trace by start. */
  trace(traceId: string): Promise<StoredSpan[]>;
}

interface SpanRecord extends Omit<StoredSpan, 'attributes'> {
  attributes: string;
}

export function createSpanRepository({ handle }: SqliteDatabase<TracesSchema>): SpanRepository {
  const insert = handle.prepare(
    `insert into spans (trace_id, span_id, parent_span_id, name, kind, start_ms, end_ms, duration_ms, status, error_type, cost_usd, job_id, attributes)
     values (@traceId, @spanId, @parentSpanId, @name, @kind, @startMs, @endMs, @durationMs, @status, @errorType, @costUsd, @jobId, @attributes)
     on conflict (trace_id, span_id) do update set parent_span_id = excluded.parent_span_id, name = excluded.name, kind = excluded.kind,
       start_ms = excluded.start_ms, end_ms = excluded.end_ms, duration_ms = excluded.duration_ms, status = excluded.status,
       error_type = excluded.error_type, cost_usd = excluded.cost_usd, job_id = excluded.job_id, attributes = excluded.attributes`,
  );
  const selectTrace = handle.prepare<[string], SpanRecord>(
    `select trace_id as traceId, span_id as spanId, parent_span_id as parentSpanId, name, kind, start_ms as startMs, end_ms as endMs,
       duration_ms as durationMs, status, error_type as errorType, cost_usd as costUsd, job_id as jobId, attributes
     from spans where trace_id = ? order by start_ms, span_id`,
  );
  const insertAll = handle.transaction((spans: readonly StoredSpan[]) => {
    for (const span of spans) {
      insert.run({ ...span, jobId: span.jobId ?? null, attributes: JSON.stringify(span.attributes) });
    }
  });

  return {
    insertSpans: (spans) => insertAll.immediate(spans),
    trace: async (traceId) =>
      selectTrace
        .all(traceId)
        .map((record) => ({ ...record, attributes: JSON.parse(record.attributes) as Record<string, unknown> })),
  };
}
