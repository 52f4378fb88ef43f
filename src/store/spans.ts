import { isLive } from '../core/span-row.ts';
import type { SpanRow } from '../core/span-row.ts';
import { all, change, first, statement } from './database.ts';
import type { Database, Work } from './database.ts';
import { createManyRows } from './many-rows.ts';
import type { RowValues } from './many-rows.ts';
import { chartColumnsOf, measuresOfRun, measuresOfSpan } from './rollups-measures.ts';
import { createRunTable } from './rollups-run-table.ts';
import { runOf } from './rollups-run.ts';
import type { RunRow } from './rollups-run.ts';
import { createRollupWriter } from './rollups.ts';
import type { RollupCounts } from './rollups.ts';
import type { TracesSchema } from './schema.ts';

export interface SpanRepository {
  /**
   * Writes a batch in one transaction, with the run it completes and the sums by hour and day; a span that is there already is replaced. On
   * SQLite it is done when this returns, and short: 50 to 200 rows at a time.
   */
  insertSpans(spans: readonly SpanRow[]): Promise<void>;
  /** All spans of a trace by start. */
  trace(traceId: string): Promise<SpanRow[]>;
  /** Makes runs and sums anew from the stored spans, for a database from before they were kept. Takes a second for 20,000 spans. */
  recount(): Promise<void>;
}

interface SpanRecord extends Omit<SpanRow, 'attributes'> {
  attributes: string;
}

interface SpanKey {
  traceId: string;
  spanId: string;
}

/** Sums are read and written again, so one process at a time counts. */
const countingLock = 'rollups';
const fields = [
  ['parent_span_id', 'parentSpanId'],
  ['name', 'name'],
  ['kind', 'kind'],
  ['start_ms', 'startMs'],
  ['end_ms', 'endMs'],
  ['duration_ms', 'durationMs'],
  ['status', 'status'],
  ['error_type', 'errorType'],
  ['cost_usd', 'costUsd'],
  ['job_id', 'jobId'],
  ['attributes', 'attributes'],
  ['stage', 'stage'],
  ['result', 'result'],
  ['channel', 'channel'],
  ['model', 'model'],
  ['person', 'person'],
  ['unknown_cost', 'unknownCost'],
  ['input_tokens', 'inputTokens'],
  ['output_tokens', 'outputTokens'],
] as const;
const spanColumns = `trace_id as "traceId", span_id as "spanId", parent_span_id as "parentSpanId", name, kind, start_ms as "startMs",
  end_ms as "endMs", duration_ms as "durationMs", status, error_type as "errorType", cost_usd as "costUsd", job_id as "jobId", attributes`;
const replace = statement<RowValues>(
  `update spans set ${fields.map(([column, name]) => `${column} = @${name}`).join(', ')}
   where trace_id = @traceId and span_id = @spanId`,
);
const selectOne = statement<SpanKey, SpanRecord>(
  `select ${spanColumns} from spans where trace_id = @traceId and span_id = @spanId`,
);
const traceText = (condition: string): string =>
  `select ${spanColumns} from spans where ${condition} order by start_ms, span_id`;
const selectTrace = statement<{ traceId: string }, SpanRecord>(traceText('trace_id = @traceId'));
const selectTraceIds = statement<object, { traceId: string }>('select distinct trace_id as "traceId" from spans');
const emptyTables = [statement<object>('delete from rollups'), statement<object>('delete from runs')];

export function createSpanRepository(database: Database<TracesSchema>): SpanRepository {
  const { dialect } = database;
  const insertNew = createManyRows<SpanKey>(
    dialect,
    `(@traceId, @spanId, ${fields.map(([, name]) => `@${name}`).join(', ')})`,
    ', ',
    (rows) =>
      `insert into spans (trace_id, span_id, ${fields.map(([column]) => column).join(', ')}) values ${rows}
       on conflict (trace_id, span_id) do nothing returning trace_id as "traceId", span_id as "spanId"`,
  );
  const selectTraces = createManyRows<SpanRecord>(dialect, 'trace_id = @traceId', ' or ', traceText);
  const runs = createRunTable(dialect);
  const createCounts = createRollupWriter(dialect);

  function* store(spans: readonly SpanRow[], counts: RollupCounts): Work<void> {
    const added = new Set((yield* insertNew(spans.map(rowOf))).map(idOf));
    for (const span of spans) {
      if (!added.has(idOf(span))) {
        const { traceId, spanId } = span;
        const before = yield* first(selectOne, { traceId, spanId });
        if (before) for (const measure of measuresOfSpan(readSpan(before))) counts.count(measure, -1);
        yield* change(replace, rowOf(span));
      }
      for (const measure of measuresOfSpan(span)) counts.count(measure, 1);
    }
  }

  /** @param roots traces of which a root has just come; a span that comes after its root, or again, changes its run too */
  function* foldRuns(traceIds: readonly string[], roots: ReadonlySet<string>, counts: RollupCounts): Work<void> {
    const before = yield* runs.read(traceIds);
    const changed = traceIds.filter((traceId) => roots.has(traceId) || before.has(traceId));
    const records = yield* selectTraces(changed.map((traceId) => ({ traceId })));
    const folded: RunRow[] = [];
    for (const [traceId, own] of Map.groupBy(records, (record) => record.traceId)) {
      const spans = own.map(readSpan);
      const run = runOf(spans);
      if (!run || !spans.every(isLive)) continue;
      const old = before.get(traceId);
      if (old) for (const measure of measuresOfRun(old)) counts.count(measure, -1);
      for (const measure of measuresOfRun(run)) counts.count(measure, 1);
      folded.push(run);
    }
    yield* runs.put(folded);
  }

  function* insertAll(given: readonly SpanRow[]): Work<void> {
    const counts = createCounts();
    // Of one that stands twice in the batch the last counts.
    const spans = [...new Map(given.map((span) => [idOf(span), span])).values()];
    yield* store(spans, counts);
    const roots = new Set(spans.filter(({ parentSpanId }) => parentSpanId === null).map(({ traceId }) => traceId));
    yield* foldRuns([...new Set(spans.map(({ traceId }) => traceId))], roots, counts);
    yield* counts.write();
  }

  function* recountAll(): Work<void> {
    for (const empty of emptyTables) yield* change(empty, {});
    const counts = createCounts();
    for (const [index, { traceId }] of (yield* all(selectTraceIds, {})).entries()) {
      for (const span of yield* readTrace(traceId)) {
        yield* change(replace, rowOf(span));
        for (const measure of measuresOfSpan(span)) counts.count(measure, 1);
      }
      yield* foldRuns([traceId], new Set([traceId]), counts);
      if (index % 500 === 0) yield* counts.write();
    }
    yield* counts.write();
  }

  return {
    insertSpans: (spans) => database.transact(countingLock, () => insertAll(spans)),
    trace: (traceId) => database.read(() => readTrace(traceId)),
    recount: () => database.transact(countingLock, recountAll),
  };
}

/** All spans of a trace by start. */
export function* readTrace(traceId: string): Work<SpanRow[]> {
  return (yield* all(selectTrace, { traceId })).map(readSpan);
}

function readSpan(record: SpanRecord): SpanRow {
  return { ...record, attributes: JSON.parse(record.attributes) as Record<string, unknown> };
}

function idOf({ traceId, spanId }: SpanKey): string {
  return `${traceId} ${spanId}`;
}

function rowOf(span: SpanRow): RowValues {
  const { attributes, jobId = null, ...row } = span;
  return { ...row, ...chartColumnsOf(span), jobId, attributes: JSON.stringify(attributes) };
}
