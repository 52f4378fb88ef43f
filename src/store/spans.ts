import type Sqlite from 'better-sqlite3';
import { isLive } from '../core/span-row.ts';
import type { SpanRow } from '../core/span-row.ts';
import { chartColumnsOf, measuresOfRun, measuresOfSpan } from './rollups-measures.ts';
import { createRunTable } from './rollups-run-table.ts';
import { runOf } from './rollups-run.ts';
import { createRollupWriter } from './rollups.ts';
import type { TracesSchema } from './schema.ts';
import type { SqliteDatabase } from './sqlite-database.ts';

export interface SpanRepository {
  /**
   * Writes a batch in one transaction, with the run it completes and the sums by hour and day; a span that is there already is replaced.
   * Synchronous and short: 50 to 200 rows at a time.
   */
  insertSpans(spans: readonly SpanRow[]): void;
  /** All spans of a trace by start. */
  trace(traceId: string): Promise<SpanRow[]>;
  /** Makes runs and sums anew from the stored spans, for a file from before they were kept. Takes a second for 20,000 spans. */
  recount(): void;
}

interface SpanRecord extends Omit<SpanRow, 'attributes'> {
  attributes: string;
}

const spanColumns = `trace_id as traceId, span_id as spanId, parent_span_id as parentSpanId, name, kind, start_ms as startMs,
  end_ms as endMs, duration_ms as durationMs, status, error_type as errorType, cost_usd as costUsd, job_id as jobId, attributes`;

export function createSpanRepository({ handle }: SqliteDatabase<TracesSchema>): SpanRepository {
  const insert = handle.prepare(
    `insert into spans (trace_id, span_id, parent_span_id, name, kind, start_ms, end_ms, duration_ms, status, error_type, cost_usd, job_id,
       attributes, stage, result, channel, model)
     values (@traceId, @spanId, @parentSpanId, @name, @kind, @startMs, @endMs, @durationMs, @status, @errorType, @costUsd, @jobId,
       @attributes, @stage, @result, @channel, @model)
     on conflict (trace_id, span_id) do nothing`,
  );
  const replace = handle.prepare(
    `update spans set parent_span_id = @parentSpanId, name = @name, kind = @kind, start_ms = @startMs, end_ms = @endMs,
       duration_ms = @durationMs, status = @status, error_type = @errorType, cost_usd = @costUsd, job_id = @jobId, attributes = @attributes,
       stage = @stage, result = @result, channel = @channel, model = @model
     where trace_id = @traceId and span_id = @spanId`,
  );
  const selectOne = handle.prepare<Record<string, unknown>, SpanRecord>(
    `select ${spanColumns} from spans where trace_id = @traceId and span_id = @spanId`,
  );
  const readTrace = createTraceReader(handle);
  const rollups = createRollupWriter(handle);
  const runs = createRunTable(handle);

  function store(span: SpanRow): void {
    const row = rowOf(span);
    if (insert.run(row).changes === 0) {
      const before = selectOne.get(row);
      if (before) for (const measure of measuresOfSpan(readSpan(before))) rollups.count(measure, -1);
      replace.run(row);
    }
    for (const measure of measuresOfSpan(span)) rollups.count(measure, 1);
  }

  function foldRun(traceId: string): void {
    const before = runs.get(traceId);
    const spans = readTrace(traceId);
    const run = runOf(spans);
    if (!run || !spans.every(isLive)) return;
    if (before) for (const measure of measuresOfRun(before)) rollups.count(measure, -1);
    for (const measure of measuresOfRun(run)) rollups.count(measure, 1);
    runs.put(run);
  }

  const insertAll = handle.transaction((spans: readonly SpanRow[]) => {
    for (const span of spans) store(span);
    // A span that comes after its root, or again, changes the run too.
    for (const traceId of new Set(spans.map((span) => span.traceId))) {
      if (spans.some((span) => span.traceId === traceId && span.parentSpanId === null) || runs.has(traceId))
        foldRun(traceId);
    }
    rollups.write();
  });

  const recountAll = handle.transaction(() => {
    handle.exec('delete from rollups; delete from runs');
    const traceIds = handle.prepare<[], string>('select distinct trace_id from spans').pluck().all();
    for (const [index, traceId] of traceIds.entries()) {
      for (const span of readTrace(traceId)) {
        replace.run(rowOf(span));
        for (const measure of measuresOfSpan(span)) rollups.count(measure, 1);
      }
      foldRun(traceId);
      if (index % 500 === 0) rollups.write();
    }
    rollups.write();
  });

  return {
    insertSpans(spans) {
      try {
        insertAll.immediate(spans);
      } finally {
        rollups.discard();
      }
    },
    trace: async (traceId) => readTrace(traceId),
    recount: () => recountAll.immediate(),
  };
}

/** @returns what reads all spans of a trace by start */
export function createTraceReader(handle: Sqlite.Database): (traceId: string) => SpanRow[] {
  const select = handle.prepare<[string], SpanRecord>(
    `select ${spanColumns} from spans where trace_id = ? order by start_ms, span_id`,
  );
  return (traceId) => select.all(traceId).map(readSpan);
}

function readSpan(record: SpanRecord): SpanRow {
  return { ...record, attributes: JSON.parse(record.attributes) as Record<string, unknown> };
}

function rowOf(span: SpanRow): Record<string, unknown> {
  return { ...span, ...chartColumnsOf(span), jobId: span.jobId ?? null, attributes: JSON.stringify(span.attributes) };
}
